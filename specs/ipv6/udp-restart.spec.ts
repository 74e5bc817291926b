import {
  UDP_PORT,
  behaviour,
  describe,
  expectRepliesAfterRestart,
  scenario,
  untilGatewaysAnswer,
} from '../../helpers/behaviour/index.ts';

describe('A UDP port of a container with IPv6 that is published at a fixed host port', () => {
  const world = scenario(({ network, nginx, listener }) => {
    const bridge = network({ driver: 'bridge', ipv6: true });
    const process = listener({ everywhere: true });
    return { bridge, server: nginx({ on: bridge, publishUdp: UDP_PORT, publishAt: 'drawn' }), process };
  });

  behaviour(
    'ipv6.udp-follows-restart',
    'A client that keeps sending over IPv6 from one UDP port reaches the container again after its restart',
    {
      docs: 'https://github.com/moby/moby/issues/8795',
      needs: ['ipv6', 'engine-on-this-machine'],
      relies: [
        'bridge-gateway',
        'published-udp',
        'published-ports-ipv6',
        'fixed-host-port',
        'localhost-ipv6',
        'all-ipv6-host-addresses',
        'stop',
      ],
      why: 'Syslog, DNS and VoIP clients with IPv6, which send all the time, lose the server once it is restarted.',
    },
    async () => {
      await untilGatewaysAnswer(world.process, world.server);
      await expectRepliesAfterRestart(world.server, 6);
    },
  );
});
