import {
  UDP_PORT,
  behaviour,
  describe,
  expectRepliesAfterRestart,
  fact,
  fromTestProcess,
  lastingAddresses,
  nonEmpty,
  scenario,
} from '../../helpers/behaviour/index.ts';

/** More than a client waits for, one after another. */
const SERIES = 50;

/** More than one packet on any usual link. */
const LONG = 4000;

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
