import {
  behaviour,
  describe,
  expect,
  expectNamesResolve,
  fact,
  from,
  nonEmpty,
  scenario,
} from '../../helpers/behaviour/index.ts';

/** "List of all DNS names an endpoint has on a specific network." */
const docs = 'https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerInspect';
const aliases = 'https://docs.docker.com/reference/cli/docker/network/connect/#alias';

/** In TEST-NET-1. */
const ADDED = { name: 'database.shop.test', address: '192.0.2.9' };

describe('A container with every kind of name, a peer, and one of an ordinary user', () => {
  const world = scenario(({ network, nginx, attempt }) => {
    const bridgenetwork = network({ driver: 'bridge' });
    return {
      bridgenetwork,
      client: nginx({ on: bridgenetwork }),
      web: nginx({ on: bridgenetwork, hostname: 'webhost', alias: ['web', 'www', 'api', 'Legacy', 'under_score'] }),
      // the image may run as root only
      ordinary: attempt(
        nginx({
          on: bridgenetwork,
          user: '1000:1000',
          sysctls: { 'net.ipv4.ip_unprivileged_port_start': '0' },
          addHost: { [ADDED.name]: ADDED.address },
        }),
      ),
    };
  });

  const resolveToWeb = (names: () => readonly string[]) => () => expectNamesResolve(world.client, names(), world.web);

  behaviour(
    'names.container-name',
    "A container's name resolves to that container",
    {
      docs,
      relies: ['container-name', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'Containers started with a name, as nearly all are, cannot reach each other by name.',
    },
    resolveToWeb(() => [world.web.engineName]),
  );

  behaviour(
    'names.hostname',
    "A container's `--hostname` resolves to that container, also after a restart",
    {
      docs,
      relies: ['hostname', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'A server that announces its configured hostname is unreachable by that name.',
    },
    async () => {
      const { client, web } = world;
      await expectNamesResolve(client, ['webhost'], web);
      await web.restart();
      await expectNamesResolve(client, ['webhost'], web);
    },
  );

  behaviour(
    'names.short-id',
    "A container's short ID resolves to that container",
    {
      docs,
      relies: ['embedded-dns', 'peers', 'inspect-address'],
      why: 'A cluster whose members announce their hostname, which is the short ID by default, does not form.',
    },
    resolveToWeb(() => [world.web.shortId]),
  );

  behaviour(
    'names.several-aliases',
    "Each of a container's network aliases resolves to that container",
    {
      docs: aliases,
      relies: ['alias', 'every-alias', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'A service that stands in for several others, or keeps an old name, is unreachable under some of its names.',
    },
    resolveToWeb(() => ['web', 'www', 'api', 'under_score']),
  );

  behaviour(
    'names.network-qualified',
    "A container's names also resolve with the network's name appended (NAME.NETWORK)",
    {
      docs,
      relies: ['alias', 'container-name', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'Qualified names, which users write to select one network, do not resolve.',
    },
    resolveToWeb(() =>
      [world.web.engineName, world.web.shortId, 'www'].map((name) => `${name}.${world.bridgenetwork.engineName}`),
    ),
  );

  behaviour(
    'names.case-insensitive',
    'Container names and aliases resolve regardless of case',
    {
      docs: 'https://www.rfc-editor.org/rfc/rfc4343',
      relies: ['alias', 'container-name', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'A program that writes a name in capital letters, as some configurations do, cannot resolve it.',
    },
    resolveToWeb(() => ['WEB', 'Www', 'Legacy', 'legacy', world.web.engineName.toUpperCase()]),
  );

  behaviour(
    'names.network-qualified-case',
    "A container's names with the network's name appended (NAME.NETWORK) resolve regardless of case",
    {
      docs: 'https://www.rfc-editor.org/rfc/rfc4343',
      relies: ['alias', 'container-name', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'Programs that write host names in lower case, as browsers do, find nobody on a network with capital letters.',
    },
    resolveToWeb(() => {
      const network = world.bridgenetwork.engineName;
      return [world.web.engineName.toUpperCase(), 'WWW'].flatMap((name) => [
        `${name}.${network}`,
        `${name}.${network.toUpperCase()}`,
      ]);
    }),
  );

  behaviour(
    'names.self',
    'A container resolves each of its own names to its own IP address',
    {
      docs,
      relies: ['alias', 'every-alias', 'container-name', 'hostname', 'embedded-dns', 'inspect-address'],
      why: 'A server that announces its own name, as cluster members do, cannot verify it, or announces 127.0.0.1.',
    },
    async () => {
      const { web } = world;
      // not the loopback address, because a server may announce the address to others
      await expectNamesResolve(web, [web.engineName, 'webhost', web.shortId, 'web', 'www', 'api'], web);
    },
  );

  behaviour(
    'names.ordinary-user',
    'A program of an ordinary user resolves the names of containers and those of `--add-host`',
    {
      docs: 'https://github.com/moby/moby/pull/13346',
      relies: ['alias', 'container-name', 'add-host', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'Servers that run as another user than root, as they should, resolve nothing.',
    },
    async () => {
      const { ordinary, web } = world;
      if (ordinary.kind !== 'running') return fact('the server of the user 1000', ordinary.message).is('running');
      const own = from(ordinary.container);
      const [page, added, ...found] = await Promise.all([
        own.get(web.url),
        own.systemLookup(ADDED.name),
        ...['web', web.engineName, web.shortId].map((name) => own.systemLookup(name)),
      ]);
      await expect(page).toBeAnsweredBy(web);
      await expect(added).toResolveTo(ADDED);
      for (const outcome of nonEmpty('the names of web', found)) await expect(outcome).toResolveTo(web);
    },
  );
});
