import {
  LOOPBACK,
  UDP_PORT,
  behaviour,
  clientAddress,
  closedTo,
  describe,
  expect,
  fact,
  from,
  openTo,
  scenario,
  skipUnlessAnswered,
  NO_ANSWER_TIMEOUT_MS,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities';

describe('A container that spoofs ARP answers and source addresses', () => {
  const world = scenario(({ network, nginx }) => {
    const [one, other] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    return {
      one,
      other,
      server: nginx({ on: one, publishUdp: UDP_PORT }),
      victim: nginx({ on: one }),
      bystander: nginx({ on: one }),
      spoofer: nginx({ on: one }),
      withoutRaw: nginx({ on: one, capDrop: 'NET_RAW' }),
      outsider: nginx({ on: other, publishUdp: UDP_PORT, publishOn: LOOPBACK }),
      // not every engine gives it this capability by default
      withRaw: nginx({ on: one, capAdd: 'NET_RAW' }),
    };
  });

  const honest = () =>
    from(world.bystander).datagram(world.server.address, UDP_PORT, { withinMs: NO_ANSWER_TIMEOUT_MS });
  const spoofed = (by: typeof world.spoofer, as: typeof world.victim) =>
    from(by).spoofedDatagram(as, world.server.address, UDP_PORT);

  behaviour(
    'spoofing.default-capabilities',
    "A container with the default capabilities can spoof a peer's address and receive the answers",
    {
      docs,
      needs: ['perl'],
      relies: ['peers'],
      why: 'Users who trust allow-lists by address within a network are not protected from a compromised container.',
      security: openTo('a container with the default capabilities', "a server on its network under a peer's address"),
    },
    async () => {
      const [answer, own] = await Promise.all([spoofed(world.spoofer, world.victim), honest()]);
      await expect(own).toBeAnsweredBy(world.server);
      fact('the client address that the server sees of an honest datagram', clientAddress(own)).is(
        world.bystander.address,
      );
      await expect(answer).toBeAnsweredBy(world.server);
      fact('the client address that the server sees of a spoofed datagram', clientAddress(answer)).is(
        world.victim.address,
      );
    },
  );

  behaviour(
    'spoofing.needs-net-raw',
    "A container without NET_RAW cannot spoof a peer's address",
    {
      docs,
      needs: ['perl'],
      controlsRely: ['peers'],
      why: 'Users who drop NET_RAW to prevent spoofing are not protected.',
      security: closedTo('a container without NET_RAW', "a server on its network under a peer's address"),
    },
    async () => {
      const [answer, own] = await Promise.all([spoofed(world.withoutRaw, world.victim), honest()]);
      await expect(answer).toBeBlocked({ control: own, answeredBy: world.server });
    },
  );

  behaviour(
    'spoofing.stays-in-network',
    'A container cannot take over an address of another network with spoofed ARP announcements',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/bridge/',
      needs: ['perl'],
      controlsRely: ['peers'],
      why: 'A compromised container can impersonate containers on other networks.',
      security: closedTo('a container on another bridge', "a server under the address of the server's peer"),
    },
    async () => {
      const [answer, own] = await Promise.all([spoofed(world.outsider, world.victim), honest()]);
      await expect(answer).toBeBlocked({ control: own, answeredBy: world.server });
    },
  );

  behaviour(
    'spoofing.host-loopback',
    'A port published on 127.0.0.1 is blocked for packets to 127.0.0.1 that a container sends to its gateway',
    {
      docs: 'https://docs.docker.com/engine/network/port-publishing/#publishing-ports',
      needs: ['perl', 'host-accepts-containers'],
      relies: ['published-udp'],
      controlsRely: ['peers', 'bridge-gateway', 'host-ports'],
      why: 'Any program that is root in a container reaches a database that was published for this machine only.',
      security: closedTo('a container with NET_RAW', 'a port published on 127.0.0.1'),
    },
    async () => {
      const { withRaw, server, outsider } = world;
      const sent = (address: string, to: typeof server) =>
        from(withRaw).datagramThrough(withRaw.gateway, {
          source: withRaw.address,
          address,
          port: to.hostPort(UDP_PORT, 'udp'),
        });
      const [crafted, control] = await Promise.all([sent(LOOPBACK, outsider), sent(withRaw.gateway, server)]);
      await skipUnlessAnswered('host-accepts-containers', control, server);
      await expect(crafted).toBeBlocked({ control, answeredBy: server });
    },
  );
});
