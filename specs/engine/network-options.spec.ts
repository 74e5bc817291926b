import {
  behaviour,
  describe,
  expect,
  expectingNoAnswer,
  fact,
  from,
  required,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/#setting-the-default-bind-address';
const needs = ['lab', 'default-network-options'] as const;

const HOST_ADDRESS = '127.0.0.6';
const MTU = { ofEngine: 1300, ofNetwork: 1350 };

const MTU_OPTION = 'com.docker.network.driver.mtu';
const BINDING_OPTION = 'com.docker.network.bridge.host_binding_ipv4';

describe('An engine with default options for bridge networks, and a network with options of its own', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost }) => {
    const options = { [MTU_OPTION]: MTU.ofEngine, [BINDING_OPTION]: HOST_ADDRESS };
    const dockerd = Object.entries(options).map(([name, value]) => `--default-network-opt=bridge=${name}=${value}`);
    const host = engineHost({ dockerd });
    const byDefault = network({ driver: 'bridge', at: host });
    const own = { [MTU_OPTION]: String(MTU.ofNetwork), [BINDING_OPTION]: '0.0.0.0' };
    const configured = network({ driver: 'bridge', at: host, options: own });
    return {
      host,
      byDefault,
      configured,
      local: nginx({ at: host, on: byDefault, publish: 80 }),
      open: nginx({ at: host, on: configured, publish: 80 }),
      lanHost: lanHost(),
    };
  });

  const mtuOf = async (container: typeof world.open) =>
    (await from(container).interfaces()).find(({ name }) => name === 'eth0')?.mtu;

  behaviour(
    'engine.network-options-host-address',
    '`--default-network-opt` sets the host address where new networks publish ports, unless a network has its own',
    {
      docs,
      needs,
      relies: ['published-ports', 'from-lan'],
      why: 'An administrator who restricted published ports to this machine has them open to the LAN.',
    },
    async () => {
      const { local, open, host, lanHost } = world;
      const address = required("address of the engine's host", host.lab?.nic.address);
      const bound = local.bindings(80).map(({ HostIp }) => HostIp);
      fact('the host addresses of the published port in inspect', bound).is([HOST_ADDRESS]);
      const port = local.hostPort();
      const [here, atLan, control] = await Promise.all([
        from(host).get(`http://${HOST_ADDRESS}:${port}`),
        from(lanHost).get(`http://${address}:${port}`, expectingNoAnswer),
        from(lanHost).get(open.publishedAt(address)),
      ]);
      await expect(here).toBeAnsweredBy(local);
      await expect(control).toBeAnsweredBy(open);
      await expect(atLan).toBeBlocked({ control, answeredBy: open });
    },
  );

  behaviour(
    'engine.network-options-mtu',
    '`--default-network-opt` sets the MTU of new bridge networks, unless a network has its own',
    {
      docs: 'https://docs.docker.com/reference/cli/dockerd/#default-network-options',
      needs,
      why: 'In a VPN or an overlay of a cloud, large packets of containers are lost.',
    },
    async () => {
      const [byDefault, configured] = await Promise.all([mtuOf(world.local), mtuOf(world.open)]);
      fact("the MTU of eth0 on a network with the engine's options", byDefault).is(MTU.ofEngine);
      fact('the MTU of eth0 on a network with its own options', configured).is(MTU.ofNetwork);
    },
  );
});
