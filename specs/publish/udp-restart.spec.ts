import { setTimeout } from 'node:timers/promises';
import {
  UDP_PORT,
  behaviour,
  clientAddress,
  describe,
  fact,
  fromTestProcess,
  lastingAddresses,
  nonEmpty,
  scenario,
  udpClientsOf,
  untilGatewaysAnswer,
} from '../../helpers/behaviour/index.ts';

/** More than a client waits for, one after another. */
const SERIES = 50;

/** More than one packet on any usual link. */
const LONG = 4000;

/** How long a client goes on sending while the container is stopped. */
const STOPPED_MS = 400;

describe('A UDP port that is published at a fixed host port', () => {
  const world = scenario(({ nginx }) => ({ server: nginx({ publishUdp: UDP_PORT, publishAt: 'drawn' }) }));

  behaviour(
    'publish.udp-series',
    'A published UDP port receives every datagram of a quick series from one client, and long datagrams',
    {
      docs: 'https://docs.docker.com/engine/network/port-publishing/',
      needs: ['engine-on-this-machine'],
      relies: [
        'default-bridge',
        'docker0-address',
        'docker0-traffic',
        'published-udp',
        'localhost-udp',
        'all-host-addresses',
        'docker0-route',
      ],
      why: 'Calls, games, logs and signed DNS answers break up, although single short datagrams arrive.',
    },
    async () => {
      const { server } = world;
      const port = server.hostPort(UDP_PORT, 'udp');
      for (const address of nonEmpty('the addresses of the host', await lastingAddresses(4))) {
        const short = await fromTestProcess.sendSeries(address, port, { count: SERIES });
        const long = await fromTestProcess.sendSeries(address, port, { count: 2, bytes: LONG });
        const by = [server.identity];
        fact(`the replies to ${SERIES} datagrams to ${address}`, short).is({ answered: SERIES, by });
        fact(`the replies to two datagrams of ${LONG} bytes to ${address}`, long).is({ answered: 2, by });
      }
    },
  );

  behaviour(
    'publish.udp-follows-restart',
    'A client that keeps sending from one UDP port reaches the container again after its restart',
    {
      docs: 'https://github.com/moby/moby/issues/8795',
      needs: ['engine-on-this-machine'],
      relies: [
        'default-bridge',
        'docker0-address',
        'docker0-traffic',
        'published-udp',
        'fixed-host-port',
        'localhost-udp',
        'all-host-addresses',
        'docker0-route',
        'stop',
      ],
      why: 'Syslog, DNS and VoIP clients, which send all the time, lose the server for good once it is restarted.',
    },
    () => expectRepliesAfterRestart(world.server, 4),
  );
});

describe('A UDP port of a container with IPv6 that is published at a fixed host port', () => {
  const world = scenario(({ network, nginx, listener }) => {
    const bridge = network({ driver: 'bridge', ipv6: true });
    const process = listener({ everywhere: true });
    return { bridge, server: nginx({ on: bridge, publishUdp: UDP_PORT, publishAt: 'drawn' }), process };
  });

  behaviour(
    'publish.udp-follows-restart-ipv6',
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

type Server = Parameters<typeof udpClientsOf>[0];

/** The container's answers to clients of every address of the host, before and after a restart of it. */
async function expectRepliesAfterRestart(server: Server, family: 4 | 6): Promise<void> {
  const port = family === 4 ? server.hostPort(UDP_PORT, 'udp') : server.hostPort6(UDP_PORT, 'udp');
  fact('the host port in inspect', port).is(server.fixedHostPort);
  await using clients = await udpClientsOf(server, family);
  const before = (await clients.expectReplies()).map(clientAddress);
  await server.stop();
  fact('whether the container runs', (await server.inspect()).State.Running).is(false);
  await setTimeout(STOPPED_MS);
  await server.start();
  const after = (await clients.expectReplies()).map(clientAddress);
  // a proxy that answers instead of a NAT rule hides them
  const expected = before.filter((address, index) => address && after[index]);
  fact('the client addresses that the container sees', after.filter(Boolean)).is(expected);
}
