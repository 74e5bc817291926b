import { behaviour, describe, expect, from, openTo, scenario } from '../../helpers/behaviour/index.ts';

const needs = ['lab', 'two-engine-hosts'] as const;

describe('An unencrypted overlay network, and a LAN host outside the swarm', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost }) => {
    const host = engineHost();
    const overlay = network({ driver: 'overlay', across: [host] });
    return {
      host,
      overlay,
      inOverlay: nginx({ at: host, on: overlay }),
      peer: nginx({ at: host, on: overlay }),
      lanHost: lanHost(),
    };
  });

  behaviour(
    'overlay.injection',
    'An unencrypted overlay network accepts VXLAN frames from any host that can send to the VXLAN port',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/overlay/#encryption',
      why: 'Users who believe that only swarm nodes can reach an overlay network have opened it to the whole link.',
      needs,
      relies: ['vxlan'],
      security: openTo('a LAN host', 'a container on an unencrypted overlay network by sending VXLAN frames'),
    },
    async () => {
      const { inOverlay, peer, lanHost, overlay } = world;
      const { Options } = await overlay.inspect();
      const { endpoint } = inOverlay;
      const tunnel = {
        id: Number(Options?.['com.docker.network.driver.overlay.vxlanid_list']),
        host: world.host.lab?.nic.address ?? '',
        address: inOverlay.address.replace(/\d+$/, '250'),
        peer: { address: inOverlay.address, mac: endpoint?.MacAddress ?? '' },
      };
      await expect(from(peer).get(inOverlay.url)).toBeAnsweredBy(inOverlay);
      await expect(from(lanHost).getThrough(tunnel, inOverlay.url)).toBeAnsweredBy(inOverlay);
    },
  );
});
