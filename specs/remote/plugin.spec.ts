import {
  behaviour,
  describe,
  expect,
  expectNamesResolve,
  fact,
  from,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/extend/plugins_network/';

describe('nginx and Grafana on a network of a driver plugin', () => {
  const world = scenario(({ networkPlugin, network, nginx, grafana }) => {
    const plugin = networkPlugin();
    const remotenetwork = network({ driver: plugin });
    return {
      plugin,
      remotenetwork,
      nginx: nginx({ on: remotenetwork, alias: 'nginx' }),
      grafana: grafana({ on: remotenetwork, alias: 'grafana' }),
    };
  });

  behaviour(
    'remote.plugin-driver',
    'A network driver plugin provides a network on which containers reach each other',
    {
      docs,
      needs: ['network-plugins', 'root-on-engine-host'],
      relies: ['alias', 'embedded-dns', 'inspect-address'],
      why: 'Containers on third-party networks cannot communicate, or leave network interfaces behind.',
    },
    async () => {
      const { plugin, remotenetwork, nginx, grafana } = world;
      fact('the driver of the network in inspect', (await remotenetwork.inspect()).Driver).is(plugin.driver);
      const made = await plugin.state();
      const calls = ['CreateNetwork', 'CreateEndpoint', 'Join'].map((call) => [call, countOf(made.calls, call)]);
      fact("the engine's calls to the plugin", calls).is([
        ['CreateNetwork', 1],
        ['CreateEndpoint', 2],
        ['Join', 2],
      ]);
      fact("the plugin's devices", made.devices).satisfies(
        'a bridge, and a veth for each container',
        ({ length }) => length === 3,
      );

      await Promise.all([
        expectNamesResolve(nginx, ['grafana'], grafana),
        expectNamesResolve(grafana, ['nginx'], nginx),
        expect(from(nginx).get(grafana.url)).toBeAnsweredBy(grafana, { status: 302 }),
      ]);

      await Promise.all([nginx.remove(), grafana.remove()]);
      await remotenetwork.remove();
      const left = await plugin.state();
      const lastCalls = ['Leave', 'DeleteEndpoint', 'DeleteNetwork'].map((call) => [call, countOf(left.calls, call)]);
      fact("the engine's calls to the plugin for removal", lastCalls).is([
        ['Leave', 2],
        ['DeleteEndpoint', 2],
        ['DeleteNetwork', 1],
      ]);
      fact("the plugin's devices that are left", left.devices).is([]);
    },
  );
});

function countOf(calls: readonly string[], call: string): number {
  return calls.filter((name) => name === call).length;
}
