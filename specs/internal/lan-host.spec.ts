import {
  arrivedAt,
  behaviour,
  closedTo,
  describe,
  expect,
  expectNoHostPort,
  expectingNoAnswer,
  fact,
  from,
  hostAddress,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';
import { gatewayOf } from '../../helpers/behaviour/subnet.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/create/#internal';

describe('Containers on an internal network and on an ordinary one, and a LAN host', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const [internal, ordinary] = [network({ driver: 'bridge', internal: true }), network({ driver: 'bridge' })];
    return {
      internal,
      ordinary,
      leaving: nginx({ on: ordinary, publish: 80, publishAt: 'drawn', alsoOn: [{ on: internal }] }),
      // not every engine gives them this capability by default
      peer: nginx({ on: internal, capAdd: 'NET_RAW' }),
      outside: nginx({ on: ordinary, publish: 80, capAdd: 'NET_RAW' }),
      // nobody else sends datagrams to it
      lanHost: lanHost(),
    };
  });

  behaviour(
    'internal.no-egress-past-route',
    'Packets for LAN hosts that a container on an internal network sends to its gateway itself are dropped',
    {
      docs,
      why: 'Any program that is root in a confined container sends data out, although its network has no route.',
      needs: ['lan-host', 'perl', 'engine-firewall', 'ip-forwarding'],
      relies: ['internal', 'filter'],
      controlsRely: ['bridge-gateway', 'egress-udp'],
      security: closedTo('a container on an internal network with NET_RAW', 'a LAN host past its missing route'),
    },
    async () => {
      const { internal, peer, outside, lanHost } = world;
      const datagram = { address: lanHost.address, port: lanHost.others.udpPort };
      const gateway = gatewayOf(await internal.inspect());
      const past = await from(peer).datagramThrough(gateway, { source: peer.address, ...datagram });
      // an answer would need a way back
      fact('the ways by which packets arrive at a LAN host', await arrivedAt(lanHost)).is([]);
      await expect(past).toBeBlocked({
        control: from(outside).datagramThrough(outside.gateway, { source: outside.address, ...datagram }),
        answeredBy: lanHost,
      });
    },
  );

  behaviour(
    'internal.stays-unpublished',
    'A container that leaves its ordinary network and stays on an internal one publishes no port any more',
    {
      docs,
      why: 'A container that was cut off after a break-in still answers the whole LAN.',
      needs: ['lan-host', 'ip-forwarding'],
      relies: ['published-ports', 'fixed-host-port', 'from-lan', 'internal', 'peers', 'connect', 'disconnect'],
      security: closedTo('a LAN host', 'a port of a container that has left all networks but an internal one'),
    },
    async () => {
      const { internal, ordinary, leaving, peer, outside, lanHost } = world;
      const host = hostAddress(lanHost);
      const url = `http://${host}:${leaving.fixedHostPort}`;
      await expect(from(lanHost).get(url)).toBeAnsweredBy(leaving);
      await leaving.disconnect(ordinary);
      await using _ = restoring(() => leaving.connect(ordinary));
      const [page, control] = await Promise.all([
        from(lanHost).get(url, expectingNoAnswer),
        from(lanHost).get(outside.publishedAt(host)),
      ]);
      await expect(page).toBeBlocked({ control, answeredBy: outside });
      await expect(from(peer).get(`http://${leaving.addressOn(internal)}`)).toBeAnsweredBy(leaving);
      fact('the bindings of the port to publish in inspect', leaving.bindings(80)).is([]);
      await expectNoHostPort(leaving, { control: outside });
    },
  );
});
