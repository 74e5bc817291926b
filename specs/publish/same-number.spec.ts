import {
  UDP_PORT,
  behaviour,
  describe,
  expect,
  expectHostPortsOfInspect,
  expectingNoAnswer,
  fact,
  from,
  fromPublishingHost,
  hostAddress,
  lastingAddresses,
  nonEmpty,
  reported,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/#publishing-ports';

const needs = ['prompt-port-refusal'] as const;

const relies = ['bridge-gateway', 'published-ports', 'fixed-host-port'] as const;

describe('One host port number at several addresses of the host, and one for TCP and UDP at all addresses', () => {
  const world = scenario(({ network, nginx, attempt, lanHost, hostPorts }) => {
    // a network of its own: Podman 4.3 cuts off other containers on the network of one that it refuses
    const bridge = network({ driver: 'bridge' });
    const port = hostPorts();
    const lan = lanHost();
    const second = nginx({
      on: bridge,
      publish: 80,
      publishUdp: UDP_PORT,
      publishOn: ['127.0.0.2', '127.0.0.4'],
      publishAt: port,
    });
    const third = attempt(nginx({ on: bridge, publish: 80, publishOn: '127.0.0.3', publishAt: port, after: second }));
    const onLink = attempt(
      nginx({ on: bridge, publish: 80, publishUdp: UDP_PORT, publishOn: lan, publishAt: port, after: second }),
    );
    return {
      bridge,
      lan,
      second,
      third,
      onLink,
      everywhere: attempt(nginx({ on: bridge, publish: 80, publishAt: port, after: [second, third, onLink] })),
      udpEverywhere: attempt(nginx({ on: bridge, publishUdp: UDP_PORT, publishAt: port, after: second })),
      both: nginx({ on: bridge, publish: 80, publishUdp: UDP_PORT, publishAt: 'drawn' }),
    };
  });

  const running = (attempted: typeof world.third, which: string) =>
    reported(`the container at ${which}`, attempted.kind === 'running' ? attempted.container : undefined);
  const pageAt = (address: string) =>
    fromPublishingHost.get(`http://${address}:${world.second.fixedHostPort}`, expectingNoAnswer);
  const datagramAt = (address: string) =>
    fromPublishingHost.datagram(address, world.second.fixedHostPort, expectingNoAnswer);
  const otherDatagramAt = (address: string) => fromPublishingHost.datagram(address, world.both.fixedHostPort);
  const otherPageAt = (address: string) => fromPublishingHost.get(`http://${address}:${world.both.fixedHostPort}`);

  behaviour(
    'publish.same-number-addresses',
    'Two containers can publish one host port at different host addresses, and stopping one keeps the other open',
    {
      docs: 'https://github.com/moby/moby/pull/52783',
      needs,
      relies: [...relies, 'one-host-address', 'all-host-addresses', 'shown-host-ports', 'localhost'],
      why: 'Services on two addresses of one machine cannot both have the port that their protocol prescribes.',
    },
    async () => {
      const { second } = world;
      const third = running(world.third, '127.0.0.3');
      const bound = [second, third].map((each) => each.bindings(80).toSorted(byAddress));
      const HostPort = String(second.fixedHostPort);
      fact('the bindings in inspect', bound).is(
        [['127.0.0.2', '127.0.0.4'], ['127.0.0.3']].map((addresses) =>
          addresses.map((HostIp) => ({ HostIp, HostPort })),
        ),
      );
      const expectSecond = async () => {
        for (const address of ['127.0.0.2', '127.0.0.4'])
          await expect(fromPublishingHost.get(second.publishedAt(address))).toBeAnsweredBy(second);
      };
      await expectSecond();
      await expect(fromPublishingHost.get(third.publishedAt('127.0.0.3'))).toBeAnsweredBy(third);
      await expect(pageAt('127.0.0.1')).toBeBlocked({
        control: otherPageAt('127.0.0.1'),
        answeredBy: world.both,
      });
      await expectHostPortsOfInspect(second);
      await third.stop();
      await using _ = restoring(() => third.start());
      await expectSecond();
    },
  );

  behaviour(
    'publish.host-address',
    '`-p ADDRESS:HOST_PORT:PORT` publishes for LAN hosts at that address, and not at other addresses of the host',
    {
      docs,
      needs: [...needs, 'lan-host', 'ip-forwarding'],
      relies: [...relies, 'published-udp', 'one-host-address', 'all-host-addresses', 'from-lan', 'shown-host-ports'],
      controlsRely: ['localhost', 'localhost-udp'],
      why: 'A service for the internal network of a machine is missing there, or open on its public address.',
    },
    async () => {
      const { both, lan } = world;
      const onLink = running(world.onLink, 'the address on the link');
      const address = hostAddress(lan);
      fact('the bindings in inspect', onLink.bindings(80)).is([
        { HostIp: address, HostPort: String(onLink.fixedHostPort) },
      ]);
      await expect(from(lan).get(onLink.publishedAt(address))).toBeAnsweredBy(onLink);
      await expect(from(lan).datagram(address, onLink.fixedHostPort)).toBeAnsweredBy(onLink);
      const others = (await lastingAddresses(4)).filter((each) => each !== address);
      const answers = await Promise.all(
        nonEmpty('the other addresses of the host', others).map((each) =>
          Promise.all([pageAt(each), otherPageAt(each), datagramAt(each), otherDatagramAt(each)]),
        ),
      );
      for (const [page, control, datagram, udpControl] of nonEmpty('the answers', answers)) {
        await expect(page).toBeBlocked({ control, answeredBy: both });
        await expect(datagram).toBeBlocked({ control: udpControl, answeredBy: both });
      }
      await expectHostPortsOfInspect(onLink);
    },
  );

  behaviour(
    'publish.taken-at-one-address',
    'A host port that is in use at one address of the host cannot be published on all addresses',
    {
      docs: 'https://docs.docker.com/reference/api/engine/version/v1.47/#tag/Container/operation/ContainerStart',
      needs,
      relies: [
        'bridge-gateway',
        'published-ports',
        'published-udp',
        'fixed-host-port',
        'all-host-addresses',
        'taken-host-port',
        'localhost',
        'localhost-udp',
      ],
      why: 'A container takes over the clients of a port that another one published on a single address.',
    },
    async () => {
      const { second, everywhere, udpEverywhere } = world;
      fact('the start of the container at all addresses', everywhere.kind).is('refused');
      fact('the start of the container at all addresses over UDP', udpEverywhere.kind).is('refused');
      await expect(fromPublishingHost.get(second.publishedAt('127.0.0.2'))).toBeAnsweredBy(second);
      await expect(fromPublishingHost.datagram('127.0.0.2', second.hostPort(UDP_PORT, 'udp'))).toBeAnsweredBy(second);
    },
  );

  behaviour(
    'publish.tcp-and-udp',
    'One host port number can be published for TCP and for UDP, each for its own server',
    {
      docs,
      needs,
      relies: [...relies, 'published-udp', 'localhost', 'localhost-udp', 'shown-host-ports'],
      why: 'A DNS or HTTP/3 server, which needs both protocols at one number, cannot run in a container.',
    },
    async () => {
      const { both } = world;
      const port = both.fixedHostPort;
      fact('the host ports in inspect', [both.hostPort(80), both.hostPort(UDP_PORT, 'udp')]).is([port, port]);
      const [page, datagram] = await Promise.all([
        otherPageAt('127.0.0.1'),
        fromPublishingHost.datagram('127.0.0.1', port),
      ]);
      await expect(page).toBeAnsweredBy(both);
      await expect(datagram).toBeAnsweredBy(both);
      await expectHostPortsOfInspect(both);
    },
  );
});

function byAddress(one: { HostIp: string }, other: { HostIp: string }): number {
  return one.HostIp.localeCompare(other.HostIp);
}
