import {
  behaviour,
  defaultBridge,
  describe,
  expect,
  expectNamesResolve,
  expectNamesUnknownToCurl,
  fact,
  from,
  neededByControl,
  randomName,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/';

/** Aliases that are unknown to the user's DNS servers. */
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
    'bridge.alias-resolves',
    'A network alias resolves to its container',
    {
      docs,
      relies: ['alias', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'Applications that find each other by name, as in Compose files, fail to connect or connect to another container.',
    },
    async () => {
      const { nginx, grafana } = world;
      await Promise.all([
        expectNamesResolve(nginx, ['grafana'], grafana),
        expect(from(nginx).get('http://grafana:3000')).toBeAnsweredBy(grafana, { status: 302 }),
      ]);
    },
  );

  behaviour(
    'bridge.no-alias-no-name',
    'A name that no container on the network has does not resolve ("could not resolve host")',
    {
      docs,
      relies: ['embedded-dns'],
      controlsRely: ['peers', 'inspect-address', 'container-name'],
      why: 'A typo in a configuration connects to the wrong server instead of failing at once.',
    },
    async () => {
      const { client, unnamed, grafana, bridgenetwork } = world;
      const alive = { control: from(client).get(unnamed.url), answeredBy: unnamed };
      const elsewhere = [grafana.engineName, grafana.shortId, `${grafana.engineName}.${bridgenetwork.engineName}`];
      const [page] = await expectNamesUnknownToCurl(client, [onOther, ...elsewhere], alive, 3000);
      // curl prints another error if the user's DNS server does not answer, or resolves every name
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
      why: 'Users who debug a name try the IP address from inspect next: if that fails as well, a DNS problem looks like a network problem.',
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
      // an engine either refuses the alias or ignores it
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
