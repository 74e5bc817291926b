import {
  behaviour,
  describe,
  expect,
  expectNamesUnknownToCurl,
  from,
  randomName,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/';

/** A name that no DNS server of the user's knows. */
const hostname = randomName('namedhost');

describe('Two containers on the default bridge, one with a hostname', () => {
  const world = scenario(({ nginx }) => ({ client: nginx(), named: nginx({ hostname }) }));

  behaviour(
    'names.default-bridge-by-address',
    'Containers on the default bridge are reachable by IP address and by none of their names',
    {
      docs,
      needs: ['default-bridge-icc'],
      relies: ['default-bridge', 'docker0-peers', 'inspect-address'],
      why: 'Users wait for names that the default bridge never provides, or rely on names that the next engine does not have.',
    },
    async () => {
      const { client, named } = world;
      const byAddress = await from(client).get(named.url);
      await expect(byAddress).toBeAnsweredBy(named);
      await expectNamesUnknownToCurl(client, [named.engineName, hostname, named.shortId], {
        control: byAddress,
        answeredBy: named,
      });
    },
  );
});
