import {
  LARGE_BODY_BYTES,
  behaviour,
  describe,
  expect,
  fact,
  from,
  scenario,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/#published-ports';

/** The discard protocol, which no host of the suite has. */
const CLOSED_PORT = 9;

describe('Containers without a published port, and a LAN host', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const bridge = network({ driver: 'bridge' });
    return { bridge, onBridge: nginx({ on: bridge }), onDefault: nginx(), lanHost: lanHost() };
  });

  const probes = sharedProbes({
    fromBridge: () => from(world.onBridge).reach(world.lanHost),
    fromDefault: () => from(world.onDefault).reach(world.lanHost),
  });

  behaviour(
    'lan.errors',
    'Containers on any bridge get the error that a LAN host sends because nothing listens at a port',
    {
      docs: 'https://www.rfc-editor.org/rfc/rfc1122#page-78',
      why: 'Without errors from other hosts, clients wait for a timeout, and large packets are lost on the way to a VPN.',
      needs: ['lan-host', 'ip-forwarding'],
      relies: ['egress-errors', 'bridge-gateway', 'docker0-route'],
      controlsRely: ['default-bridge', 'docker0-address', 'docker0-traffic', 'docker0-egress', 'egress-udp'],
    },
    async () => {
      const { onBridge, onDefault, lanHost } = world;
      for (const container of [onBridge, onDefault]) {
        const control = from(container).datagram(lanHost.address, lanHost.others.udpPort);
        const refused = from(container).datagram(lanHost.address, CLOSED_PORT);
        await expect(refused).toBeRefused({ control, answeredBy: lanHost });
        const reset = from(container).get(`http://${lanHost.address}:${CLOSED_PORT}`);
        await expect(reset).toBeRefused({ control: from(container).get(lanHost.url), answeredBy: lanHost });
      }
    },
  );

  behaviour(
    'lan.egress',
    'Containers on any bridge reach LAN hosts by TCP, UDP and ping, and load large pages from them',
    {
      docs,
      why: 'Applications cannot use a database, a DNS server or a time server on the LAN.',
      needs: ['lan-host', 'ip-forwarding'],
      relies: [
        'default-bridge',
        'docker0-address',
        'docker0-traffic',
        'docker0-route',
        'docker0-egress',
        'bridge-gateway',
        'egress-tcp',
        'egress-udp',
      ],
    },
    async () => {
      await expect(probes.fromBridge).toBeOpen();
      await expect(probes.fromDefault).toBeOpen();
      const { onBridge, onDefault, lanHost } = world;
      for (const container of [onBridge, onDefault]) {
        const { bytes } = await from(container).digest(`${lanHost.url}/large`);
        fact(`the length of the page that ${container.name} loads`, bytes).is(LARGE_BODY_BYTES);
      }
    },
  );
});
