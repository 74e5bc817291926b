import {
  LARGE_BODY_BYTES,
  behaviour,
  defaultBridge,
  describe,
  expect,
  fact,
  from,
  interfaceOn,
  mayPing,
  nonEmpty,
  reported,
  scenario,
} from '../../helpers/behaviour/index.ts';

describe('A container on two networks, a client on one of them, and others of an ordinary user and on the default bridge', () => {
  const world = scenario(({ network, nginx, attempt }) => {
    const [busy, idle] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    return {
      busy,
      idle,
      server: nginx({ on: idle, alsoOn: [{ on: busy }] }),
      client: nginx({ on: busy }),
      onDefault: nginx({ on: defaultBridge }),
      ordinary: attempt(nginx({ on: busy, user: '1000:1000' })),
      pinging: nginx({ on: busy, user: '1000:1000', sysctls: { 'net.ipv4.ip_unprivileged_port_start': '0' } }),
    };
  });

  type Traffic = Awaited<ReturnType<typeof world.server.traffic>>;

  const growth = (before: Traffic, after: Traffic, name: string): { sent: number; received: number } => {
    const grown = (way: 'sent' | 'received'): number =>
      reported(`the bytes ${way} by ${name}`, after[name]?.[way]) -
      reported(`the bytes ${way} by ${name}`, before[name]?.[way]);
    return { sent: grown('sent'), received: grown('received') };
  };

  behaviour(
    'interfaces.low-ports',
    'A program of an ordinary user may listen on port 80',
    {
      docs: 'https://docs.docker.com/engine/release-notes/20.10/#20100',
      relies: ['unprivileged-ports', 'peers', 'inspect-address'],
      why: 'An image whose server does not run as root dies at its start with "permission denied".',
    },
    async () => {
      const { ordinary, client } = world;
      fact('the server on port 80 of the user 1000', 'message' in ordinary ? ordinary.message : 'running').is(
        'running',
      );
      if (ordinary.kind === 'running')
        await expect(from(client).get(ordinary.container.url)).toBeAnsweredBy(ordinary.container);
    },
  );

  behaviour(
    'interfaces.ordinary-ping',
    'A program of an ordinary user may ping',
    {
      docs: 'https://docs.docker.com/engine/release-notes/20.10/#20100',
      relies: ['unprivileged-pings', 'peers', 'inspect-address'],
      why: 'A health check that pings fails with "permission denied" in an image whose programs do not run as root.',
    },
    async () => {
      const { pinging, client } = world;
      const range = await from(pinging).sysctl('net.ipv4.ping_group_range');
      const isAllowed = mayPing(1000, [1000], range);
      fact('the groups that may ping', range).satisfies('has the group 1000', () => isAllowed);
      if (isAllowed) await expect(from(pinging).reach(client)).toBeOpen();
    },
  );

  behaviour(
    'interfaces.counted',
    'Stats show for each interface of a container how much it sent and received',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/container/stats/',
      needs: ['stats'],
      relies: ['interface-counters', 'peers', 'connect'],
      why: 'Bills and alarms for the traffic of one network count that of all of them.',
    },
    async () => {
      const { server, client, busy, idle } = world;
      const [onBusy, onIdle, ofClient] = await Promise.all([
        interfaceOn(server, busy),
        interfaceOn(server, idle),
        interfaceOn(client, busy),
      ]);
      const [before, clientBefore] = await Promise.all([server.traffic(), client.traffic()]);
      fact('the interfaces in the stats', Object.keys(before).toSorted()).is([onBusy.name, onIdle.name].toSorted());
      const { bytes } = await from(client).digest(`http://${server.addressOn(busy)}/large`);
      fact('the length of the page that the server sent', bytes).is(LARGE_BODY_BYTES);
      const [after, clientAfter] = await Promise.all([server.traffic(), client.traffic()]);
      const [busyGrowth, idleGrowth, clientGrowth] = [
        growth(before, after, onBusy.name),
        growth(before, after, onIdle.name),
        growth(clientBefore, clientAfter, ofClient.name),
      ];
      const atLeastThePage = ['at least the page', (grown: number) => grown >= LARGE_BODY_BYTES] as const;
      const farLess = ['far less than the page', (grown: number) => grown < LARGE_BODY_BYTES / 2] as const;
      fact('the bytes that the server sent where it sent the page', busyGrowth.sent).satisfies(...atLeastThePage);
      fact('the bytes that the client received', clientGrowth.received).satisfies(...atLeastThePage);
      // what goes the other way: the request and the acknowledgements
      fact('the bytes that the server received there', busyGrowth.received).satisfies(...farLess);
      fact('whether the server received any there', busyGrowth.received > 0).is(true);
      fact('the bytes that the client sent', clientGrowth.sent).satisfies(...farLess);
      fact('the bytes that the server sent on the other network', idleGrowth.sent).satisfies(...farLess);
      fact('the bytes that the server received there, on the other network', idleGrowth.received).satisfies(...farLess);
    },
  );

  behaviour(
    'interfaces.loopback-ipv6',
    'A container on a network without IPv6 has the address ::1 and no global IPv6 address',
    {
      docs: 'https://docs.docker.com/engine/release-notes/26.0/',
      needs: ['ipv6'],
      relies: ['loopback-ipv6', 'default-bridge'],
      why: 'Programs that listen on or connect to `localhost` by ::1 fail, or IPv6 is open where nobody enabled it.',
    },
    async () => {
      const { client, onDefault } = world;
      const hasIpv6 = Boolean(onDefault.endpoint?.GlobalIPv6Address);
      const withoutIpv6 = [client, onDefault].filter((one) => one === client || !hasIpv6);
      for (const container of nonEmpty('the containers without IPv6', withoutIpv6)) {
        const addresses = await from(container).addresses6();
        fact(
          `the IPv6 addresses of ${container.name} that are not link-local`,
          addresses.filter((address) => !address.startsWith('fe80:')),
        ).is(['::1']);
      }
    },
  );
});
