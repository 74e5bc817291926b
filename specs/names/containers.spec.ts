import {
  behaviour,
  describe,
  drawnName,
  expect,
  fact,
  from,
  namesLead,
  pagesAreUnknown,
  scenario,
} from '../../helpers/behaviour/index.ts';

/** "List of all DNS names an endpoint has on a specific network." */
const docs = 'https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerInspect';
const aliases = 'https://docs.docker.com/reference/cli/docker/network/connect/#alias';

describe('a container with all the names that it can have, and one that asks', () => {
  const world = scenario(({ network, nginx }) => {
    const bridgenetwork = network({ driver: 'bridge' });
    return {
      bridgenetwork,
      asker: nginx({ on: bridgenetwork }),
      web: nginx({ on: bridgenetwork, hostname: 'webhost', alias: ['web', 'www', 'api'] }),
    };
  });

  const leadToWeb = (names: () => readonly string[]) => () => namesLead(world.asker, names(), world.web);

  /** That the asker works, and `web` answers. */
  const webAnswers = async () => ({ control: await from(world.asker).get(world.web.url), answeredBy: world.web });

  behaviour(
    'names.container-name',
    'the name of a container leads to it',
    { docs, why: 'Containers that are started by name, as nearly all are, do not find each other.' },
    leadToWeb(() => [world.web.engineName]),
  );

  behaviour(
    'names.hostname',
    'its hostname leads to it',
    { docs, why: 'A server that was given a hostname, and tells it to others, is not found by it.' },
    leadToWeb(() => ['webhost']),
  );

  behaviour(
    'names.short-id',
    'the first twelve digits of its id lead to it',
    {
      docs,
      why: 'A cluster whose members announce themselves by their hostname, which is the short id unless said, does not form.',
    },
    leadToWeb(() => [world.web.shortId]),
  );

  behaviour(
    'names.several-aliases',
    'each of its aliases leads to it',
    {
      docs: aliases,
      why: 'A service that stands in for several, or keeps an old name beside a new one, is lost under some of them.',
    },
    leadToWeb(() => ['web', 'www', 'api']),
  );

  behaviour(
    'names.network-qualified',
    'each name may have the name of the network behind it',
    { docs, why: 'Names that were written in full, so that they mean one network, lead nowhere.' },
    leadToWeb(() =>
      [world.web.engineName, world.web.shortId, 'www'].map((name) => `${name}.${world.bridgenetwork.engineName}`),
    ),
  );

  behaviour(
    'names.case-insensitive',
    'a name is the same in small letters and in capital ones',
    {
      docs: 'https://www.rfc-editor.org/rfc/rfc4343',
      why: 'A program that writes a name in capital letters, as some configurations do, does not find what others find.',
    },
    leadToWeb(() => ['WEB', 'Www', world.web.engineName.toUpperCase()]),
  );

  behaviour(
    'names.self',
    'a container finds itself by each of its names',
    { docs, why: 'A server that tells others its own name, as clusters do, cannot check it, or tells them 127.0.0.1.' },
    async () => {
      const { web } = world;
      // its own address, and not its loopback one: it may be told to others
      await namesLead(web, [web.engineName, 'webhost', web.shortId, 'web', 'www', 'api'], web);
    },
  );

  behaviour(
    'names.nxdomain',
    'a name that nobody has does not exist: NXDOMAIN',
    {
      docs: 'https://www.rfc-editor.org/rfc/rfc2308#section-2.1',
      needs: ['upstream-nxdomain'],
      why: 'A client that is not told that a name does not exist waits for it, or tries again for ever.',
    },
    async () => {
      const nobody = drawnName();
      const [name, control] = await Promise.all([from(world.asker).lookup(nobody), webAnswers()]);
      await expect(name).toBeUnresolved(control, 'NXDOMAIN');
      await pagesAreUnknown(world.asker, [nobody], control);
    },
  );

  behaviour(
    'names.nodata',
    'a name without an IPv6 address exists: NODATA, and not NXDOMAIN',
    {
      docs: 'https://www.rfc-editor.org/rfc/rfc4074#section-4.2',
      why: 'A client that asks for both families, as musl does, takes the whole name for unknown when one of the answers says so.',
    },
    async () => {
      const [name, alias, control] = await Promise.all([
        from(world.asker).lookup(world.web.engineName, 'AAAA'),
        from(world.asker).lookup('web', 'AAAA'),
        webAnswers(),
      ]);
      await expect(name).toBeUnresolved(control, 'NODATA');
      await expect(alias).toBeUnresolved(control, 'NODATA');
    },
  );

  behaviour(
    'names.reverse',
    'an address leads back to the name of its container, with its network',
    {
      docs: 'https://github.com/moby/moby/issues/20847',
      why: "Logs and access rules that go by the names of clients show bare addresses, or another container's name.",
    },
    async () => {
      const { asker, web, bridgenetwork } = world;
      const found = await Promise.all([web, asker].map(({ address }) => from(asker).reverse(address)));
      const [ofWeb, ofItself] = found.map((name) => (name.kind === 'named' ? name.names.join(', ') : name.kind));
      fact("the names of web's address", ofWeb).is(`${web.engineName}.${bridgenetwork.engineName}`);
      fact('the names of its own address', ofItself).is(`${asker.engineName}.${bridgenetwork.engineName}`);
    },
  );
});
