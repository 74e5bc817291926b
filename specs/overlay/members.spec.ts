import {
  behaviour,
  describe,
  engineAt,
  eventually,
  expect,
  fact,
  from,
  interfaceOn,
  openTo,
  scenario,
  required,
  reported,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/overlay/';
const needs = ['two-engine-hosts'] as const;

describe('An unencrypted overlay network, its swarm nodes and a LAN host outside the swarm', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost }) => {
    const [manager, worker] = [engineHost(), engineHost()];
    const overlay = network({ driver: 'overlay', across: [manager, worker] });
    return {
      manager,
      worker,
      overlay,
      inOverlay: nginx({ at: manager, on: overlay }),
      peer: nginx({ at: manager, on: overlay }),
      visitor: nginx({ at: worker, on: overlay }),
      lanHost: lanHost(),
    };
  });

  behaviour(
    'overlay.leaves-worker',
    'A worker node lists an overlay network only while a container on it runs there',
    { docs, needs, why: 'Networks that worker nodes never drop pile up and keep addresses and VXLAN IDs.' },
    async () => {
      const { manager, worker, overlay, visitor } = world;
      const networksAt = async (host: typeof manager) => (await engineAt(host).networks()).map(({ Name }) => Name);
      fact('the networks of the worker node with the container', await networksAt(worker)).includes(overlay.engineName);
      await visitor.remove();
      const left = await eventually(
        () => networksAt(worker),
        (networks) => !networks.includes(overlay.engineName),
      );
      fact('the networks of the worker node without the container', left).excludes(overlay.engineName);
      fact('the networks of the manager node', await networksAt(manager)).includes(overlay.engineName);
    },
  );

  behaviour(
    'overlay.mtu',
    'The interfaces on an overlay network have an MTU of 1450, which leaves 50 bytes to the VXLAN header',
    {
      docs: 'https://docs.docker.com/engine/swarm/networking/',
      needs,
      why: 'Large packets between hosts are fragmented or lost: small requests succeed, and large ones stall.',
    },
    async () => {
      const { inOverlay, overlay } = world;
      fact('the MTU of the interface on the overlay network', (await interfaceOn(inOverlay, overlay)).mtu).is(1450);
    },
  );

  behaviour(
    'overlay.injection',
    'An unencrypted overlay network accepts VXLAN frames from any host that can send to the VXLAN port',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/overlay/#encryption',
      why: 'Users who take an unencrypted overlay network for protected open its containers to every host on the link.',
      needs: [...needs, 'lab'],
      relies: ['vxlan'],
      security: openTo('a LAN host', 'a container on an unencrypted overlay network by sending VXLAN frames'),
    },
    async () => {
      const { inOverlay, peer, lanHost, overlay } = world;
      const { Options } = await overlay.inspect();
      const { endpoint } = inOverlay;
      const tunnel = {
        id: Number(Options?.['com.docker.network.driver.overlay.vxlanid_list']),
        host: required('address of the manager', world.manager.lab?.nic.address),
        address: inOverlay.address.replace(/\d+$/, '250'),
        peer: { address: inOverlay.address, mac: reported('the MAC address in inspect', endpoint?.MacAddress) },
      };
      await expect(from(peer).get(inOverlay.url)).toBeAnsweredBy(inOverlay);
      await expect(from(lanHost).getThrough(tunnel, inOverlay.url)).toBeAnsweredBy(inOverlay);
    },
  );
});
