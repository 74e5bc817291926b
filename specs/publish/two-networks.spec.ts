import {
  UDP_PORT,
  behaviour,
  clientAddress,
  describe,
  expect,
  fact,
  from,
  fromPublishingHost,
  hostAddress,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/#connecting-to-multiple-networks';

const relies = ['published-ports', 'bridge-gateway', 'connect'] as const;

const fromHost = (port: number) => fromPublishingHost.get(`http://127.0.0.1:${port}`);

describe('A container on two networks with a fixed host port, and one with an ephemeral one that is connected later', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    // of two networks, Docker Engine makes that with the first name the default gateway
    const [first, second] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    return {
      first,
      second,
      fixed: nginx({ on: second, publish: 80, publishUdp: UDP_PORT, publishAt: 'drawn', alsoOn: [{ on: first }] }),
      ephemeral: nginx({ on: second, publish: 80 }),
      lanHost: lanHost(),
    };
  });

  const fromLan = (port: number) => from(world.lanHost).get(`http://${hostAddress(world.lanHost)}:${port}`);

  type Container = typeof world.fixed;
  const expectOn = (container: Container, ...networks: (typeof world.first)[]): void => {
    const { Networks } = container.inspectedAtStart().NetworkSettings;
    fact(`the networks of ${container.name} in inspect`, Object.keys(Networks).toSorted()).is(
      networks.map(({ engineName }) => engineName).toSorted(),
    );
  };
  const expectFixedAnswers = async (): Promise<void> => {
    const { fixed } = world;
    const port = fixed.hostPort();
    fact('the host port in inspect', port).is(fixed.fixedHostPort);
    const udpPort = fixed.hostPort(UDP_PORT, 'udp');
    const [onHost, onLan, datagram] = await Promise.all([
      fromHost(port),
      fromLan(port),
      from(world.lanHost).datagram(hostAddress(world.lanHost), udpPort),
    ]);
    await expect(onHost).toBeAnsweredBy(fixed);
    await expect(onLan).toBeAnsweredBy(fixed);
    await expect(datagram).toBeAnsweredBy(fixed);
    const { address } = world.lanHost.host.nic;
    const clients = [onLan, datagram].map(clientAddress);
    fact('the client addresses that the container sees', clients).is([address, address]);
  };

  behaviour(
    'publish.two-networks-answered',
    'LAN hosts get answers from published ports of a container on two networks, also once it was restarted',
    {
      docs,
      needs: ['lan-host', 'ip-forwarding'],
      relies: [
        ...relies,
        'published-udp',
        'fixed-host-port',
        'all-host-addresses',
        'localhost',
        'from-lan',
        'two-networks',
      ],
      why: 'A proxy that is also on a backend network is unreachable from other machines, but not from its own.',
    },
    async () => {
      const { fixed, first, second } = world;
      expectOn(fixed, first, second);
      await expectFixedAnswers();
      await fixed.restart();
      await expectFixedAnswers();
    },
  );

  behaviour(
    'publish.gateway-moves',
    'A fixed host port stays open while either of two networks of its container is disconnected',
    {
      docs,
      needs: ['lan-host', 'ip-forwarding'],
      relies: [
        ...relies,
        'published-udp',
        'fixed-host-port',
        'all-host-addresses',
        'localhost',
        'from-lan',
        'disconnect',
        'two-networks',
      ],
      why: 'Detaching a container from a network that it no longer needs cuts off all its clients.',
    },
    async () => {
      const { fixed, first, second } = world;
      for (const [left, kept] of [
        [first, second],
        [second, first],
      ] as const) {
        expectOn(fixed, left, kept);
        await fixed.disconnect(left);
        await using _ = restoring(() => fixed.connect(left));
        expectOn(fixed, kept);
        await expectFixedAnswers();
      }
    },
  );

  behaviour(
    'publish.after-connect',
    'The host port in inspect reaches its container after each connect and disconnect',
    {
      docs,
      relies: [...relies, 'localhost', 'disconnect', 'two-networks'],
      why: 'A client that looks up the host port gets one that is closed, or that another container has by now.',
    },
    async () => {
      const { ephemeral, first, second } = world;
      await expect(fromHost(ephemeral.hostPort())).toBeAnsweredBy(ephemeral);
      await ephemeral.connect(first);
      await using _ = restoring(async () => {
        const { NetworkSettings } = await ephemeral.inspect();
        if (first.engineName in NetworkSettings.Networks) await ephemeral.disconnect(first);
      });
      expectOn(ephemeral, first, second);
      await expect(fromHost(ephemeral.hostPort())).toBeAnsweredBy(ephemeral);
      await ephemeral.disconnect(first);
      expectOn(ephemeral, second);
      await expect(fromHost(ephemeral.hostPort())).toBeAnsweredBy(ephemeral);
      await ephemeral.disconnect(second);
      await ephemeral.connect(second);
      expectOn(ephemeral, second);
      await expect(fromHost(ephemeral.hostPort())).toBeAnsweredBy(ephemeral);
    },
  );
});
