import {
  behaviour,
  defaultBridge,
  describe,
  expect,
  expectNamesUnknownToCurl,
  fact,
  from,
  fromEngineHost,
  neededByControl,
  randomName,
  scenario,
} from '../../helpers/behaviour/index.ts';
import { inSubnet } from '../../helpers/behaviour/subnet.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/';

/** Aliases that no DNS server of the user's knows. */
const [onOther, onDefault] = [randomName('grafana'), randomName('web')];

describe('nginx and Grafana on a user-defined bridge', () => {
  const world = scenario(({ network, nginx, grafana, attempt }) => {
    const bridgenetwork = network({ driver: 'bridge' });
    const withoutAliases = network({ driver: 'bridge' });
    return {
      bridgenetwork,
      nginx: nginx({ on: bridgenetwork, alias: 'nginx' }),
      grafana: grafana({ on: bridgenetwork, alias: ['grafana', onOther] }),

      withoutAliases,
      client: nginx({ on: withoutAliases }),
      unnamed: grafana({ on: withoutAliases }),

      bystander: nginx({ on: defaultBridge }),
      aliasOnDefault: attempt(nginx({ on: defaultBridge, alias: onDefault })),
    };
  });

  behaviour(
    'bridge.user-defined',
    'A user-defined bridge network has its own bridge interface and subnet',
    {
      docs,
      needs: ['bridges-in-sight'],
      relies: ['bridge-gateway', 'default-bridge'],
      why: 'Containers on one network can reach everything on the other if both share a bridge, so the networks isolate nothing.',
    },
    async () => {
      const [network, other] = await Promise.all([world.bridgenetwork.inspect(), world.withoutAliases.inspect()]);
      const [mine, others] = [network.IPAM?.Config?.[0], other.IPAM?.Config?.[0]];
      fact('the driver of the network in inspect', network.Driver).is('bridge');
      fact('the subnet of the network', mine?.Subnet).isNot(others?.Subnet);
      const { nginx, bystander } = world;
      const subnet = mine?.Subnet ?? '';
      const within = (address: string) => inSubnet(address, subnet);
      fact('the IP address of nginx', nginx.address).satisfies(`in the subnet ${subnet}`, within);
      fact('the IP address of a container on the default bridge', bystander.address).satisfies(
        `outside the subnet ${subnet}`,
        (address) => !within(address),
      );

      // the gateway is the address of the bridge interface
      const onHost = await fromEngineHost.addresses();
      const bridges = (gateway = '') =>
        onHost.filter(({ address }) => address === gateway).map((found) => found.interface);
      fact(`the interfaces of the host with the gateway's address ${mine?.Gateway}`, bridges(mine?.Gateway)).satisfies(
        'one interface',
        ({ length }) => length === 1,
      );
      fact('the bridge interface of the network', bridges(mine?.Gateway)).isNot(bridges(others?.Gateway));
    },
  );

  behaviour(
    'bridge.alias-resolves',
    'A network alias resolves to its container',
    {
      docs,
      relies: ['alias', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'Applications find each other by name: no connection string in a Compose file works if the alias does not resolve, or resolves to another container.',
    },
    async () => {
      const { nginx, grafana } = world;
      const [page, name] = await Promise.all([from(nginx).get('http://grafana:3000'), from(nginx).lookup('grafana')]);
      await expect(page).toBeAnsweredBy(grafana, { status: 302 });
      await expect(name).toResolveTo(grafana);
      fact('the address that answered', page.kind === 'answered' && page.address).is(grafana.address);
    },
  );

  behaviour(
    'bridge.no-alias-no-name',
    'A name nobody was given does not resolve ("could not resolve host")',
    {
      docs,
      controlsRely: ['peers', 'inspect-address'],
      why: 'A typo in a configuration connects to the wrong server and shows only in production if a name that nobody was given resolves.',
    },
    async () => {
      const { client, unnamed } = world;
      const alive = { control: from(client).get(unnamed.url), answeredBy: unnamed };
      const [page] = await expectNamesUnknownToCurl(client, [onOther], alive, 3000);
      // curl gives another reason where the user's DNS server is silent, or knows every name
      if (page?.kind === 'unresolved' && page.reason !== 'no answer')
        fact('the exit code and message of curl', [page.evidence.exitCode, page.evidence.printed]).is([
          6,
          `curl: (6) Could not resolve host: ${onOther}`,
        ]);
    },
  );

  behaviour(
    'bridge.ip-only-reachable',
    'A container without an alias is reachable by the IP address in inspect',
    {
      docs,
      relies: ['peers', 'inspect-address'],
      why: 'Users with a name problem try the IP address from inspect next: DNS trouble and network trouble look the same if that fails, too.',
    },
    async () => {
      const { client, unnamed } = world;
      await expect(from(client).get(`http://${unnamed.address}:3000`)).toBeAnsweredBy(unnamed, { status: 302 });
    },
  );

  behaviour(
    'bridge.alias-needs-user-defined',
    'Network aliases have no effect on the default bridge',
    {
      docs,
      controlsRely: ['default-bridge', 'inspect-address'],
      why: 'All containers without `--network` would share their aliases, and a second container with the same alias would take over traffic.',
    },
    async () => {
      const { aliasOnDefault, bystander } = world;
      // an engine either refuses the alias, or starts the container without any effect of it
      const target = aliasOnDefault.kind === 'running' ? aliasOnDefault.container : bystander;
      if (aliasOnDefault.kind === 'refused') {
        fact('the refusal by the engine', aliasOnDefault.message).satisfies('mentions the alias', (message) =>
          /alias/i.test(message),
        );
      }
      const url = neededByControl(() => target.url);
      const alive = { control: from(bystander).get(url), answeredBy: target };
      await expectNamesUnknownToCurl(bystander, [onDefault], alive);
    },
  );
});
