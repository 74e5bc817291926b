import {
  UDP_PORT,
  behaviour,
  describe,
  expect,
  expectNamesResolve,
  fact,
  from,
  fromPublishingHost,
  lastingAddresses,
  namesIn,
  nonEmpty,
  restoring,
  scenario,
  expectAnswersAtHostAddresses,
  udpClientsOf,
} from '../../helpers/behaviour/index.ts';

const docs =
  'https://docs.docker.com/reference/cli/docker/network/connect/#network-implications-of-stopping-pausing-or-restarting-containers';

describe('A container on two networks that is restarted and paused, and its peers', () => {
  const world = scenario(({ network, nginx }) => {
    const [one, two] = [network({ driver: 'bridge', subnet: 'drawn' }), network({ driver: 'bridge', subnet: 'drawn' })];
    return {
      one,
      two,
      client: nginx({ on: one, alias: 'client' }),
      far: nginx({ on: two }),
      moving: nginx({ on: two, alias: 'moving', publish: 80, publishUdp: UDP_PORT, publishAt: 'drawn' }),
      server: nginx({
        on: one,
        ip: '.10',
        alias: 'server',
        publish: 80,
        publishAt: 'drawn',
        restart: 'always',
        alsoOn: [{ on: two, alias: 'server' }],
      }),
    };
  });

  const serverOn = (network: typeof world.one) => ({
    name: `server on ${network.name}`,
    address: world.server.addressOn(network),
  });
  /** Does `then` once `moving` has started again at another address, while `client` has its former one. */
  const onceElsewhere = async (then: (former: string) => Promise<void>): Promise<void> => {
    const { client, moving, two } = world;
    const former = moving.address;
    await moving.stop();
    await client.connect(two, { ip: `.${Number(former.split('.').at(-1))}` });
    await using _ = restoring(() => client.disconnect(two));
    await moving.start();
    fact('the address of the container', moving.address).isNot(former);
    await then(former);
  };
  const atHostPort = () => fromPublishingHost.get(`http://127.0.0.1:${world.server.fixedHostPort}`);

  behaviour(
    'lifecycle.restart-keeps-networks',
    'A restarted container is on all its networks again, and its peers reach it on each',
    {
      docs,
      relies: ['alias', 'connect', 'connect-alias', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'A proxy that was restarted has lost its second network, and with it the services behind it.',
    },
    async () => {
      const { client, far, server, one, two } = world;
      await server.restart();
      await Promise.all([
        expectNamesResolve(client, ['server', server.engineName], server, serverOn(one)),
        expectNamesResolve(far, ['server', server.engineName], server, serverOn(two)),
      ]);
    },
  );

  behaviour(
    'lifecycle.restart-policy',
    'A container restarted by its restart policy has its networks, names, static address and ports again',
    {
      docs: 'https://docs.docker.com/engine/containers/start-containers-automatically/#use-a-restart-policy',
      relies: [
        'alias',
        'connect',
        'connect-alias',
        'embedded-dns',
        'peers',
        'static-address',
        'restart-policy',
        'inspect-address',
      ],
      why: 'A service that crashed once is running again, and nobody reaches it.',
    },
    async () => {
      const { client, far, server, one, two } = world;
      await using _ = restoring(() => server.start());
      fact('whether the container was started again', await server.exit()).is(true);
      const { address } = serverOn(one);
      fact('the static IP address in inspect', address).is(one.addressAt('.10'));
      await Promise.all([
        expectNamesResolve(client, ['server', server.engineName], server, { name: 'server', address }),
        expectNamesResolve(far, ['server', server.engineName], server, serverOn(two)),
        expectNamesResolve(server, ['client'], client),
      ]);
      // at 127.0.0.1 a proxy may answer, and at the others a NAT rule
      for (const host of nonEmpty('the addresses of the host', await lastingAddresses(4)))
        await expect(fromPublishingHost.get(server.publishedAt(host))).toBeAnsweredBy(server);
    },
  );

  behaviour(
    'lifecycle.paused',
    'A paused container keeps its IP address and names, and answers again once unpaused',
    {
      docs,
      relies: ['alias', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'A container that was paused for a backup is unreachable afterwards.',
    },
    async () => {
      const { client, server, one } = world;
      const before = serverOn(one);
      await server.pause();
      {
        await using _ = restoring(() => server.unpause());
        const { State, NetworkSettings } = await server.inspect();
        fact('the status of the container', State.Status).is('paused');
        fact('the IP address of the paused container', NetworkSettings.Networks[one.engineName]?.IPAddress).is(
          before.address,
        );
        await expect(from(client).lookup('server')).toResolveTo(before);
      }
      await expectNamesResolve(client, ['server', server.engineName], server, before);
      await expect(atHostPort()).toBeAnsweredBy(server);
    },
  );

  behaviour(
    'lifecycle.other-address',
    'A container that starts again with another IP address is reached by its names and its published ports',
    {
      docs: 'https://docs.docker.com/engine/network/#ip-address-and-hostname',
      relies: [
        'alias',
        'container-name',
        'embedded-dns',
        'peers',
        'inspect-address',
        'published-ports',
        'published-udp',
        'fixed-host-port',
        'bridge-gateway',
        'localhost',
        'localhost-udp',
        'all-host-addresses',
        'stop',
        'connect',
        'static-at-connect',
      ],
      controlsRely: ['disconnect'],
      why: 'After a restart, clients of one service end up at another one, which has its address by then.',
    },
    async () => {
      const { far, moving } = world;
      const names = ['moving', moving.engineName];
      await expectNamesResolve(far, names, moving);
      await onceElsewhere(async (former) => {
        await expectNamesResolve(far, names, moving);
        fact('the names of its former address', namesIn(await from(far).reverse(former))).satisfies(
          'no name of the container',
          (found) => !found.includes(moving.engineName),
        );
        await expectAnswersAtHostAddresses(moving);
      });
    },
  );

  behaviour(
    'lifecycle.other-address-flows',
    'A client that keeps sending from one UDP port reaches a container that starts again with another address',
    {
      docs: 'https://github.com/containernetworking/plugins/issues/123',
      needs: ['engine-on-this-machine'],
      relies: [
        'published-udp',
        'fixed-host-port',
        'localhost-udp',
        'all-host-addresses',
        'bridge-gateway',
        'stop',
        'connect',
        'static-at-connect',
      ],
      controlsRely: ['disconnect'],
      why: 'Syslog and VoIP clients, which send all the time, keep sending to the container that now has the former address.',
    },
    async () => {
      await using clients = await udpClientsOf(world.moving);
      await clients.expectReplies();
      await onceElsewhere(async () => void (await clients.expectReplies()));
    },
  );
});
