import { behaviour, describe, expect, from, scenario, sharedProbes } from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/#published-ports';

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
    'lan.egress',
    'Containers on any bridge reach LAN hosts by TCP, UDP and ping',
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
    },
  );
});
