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

/** A name that is unknown to the user's DNS servers. */
const hostname = randomName('namedhost');

describe('Two containers on the default bridge, one with a hostname', () => {
  const world = scenario(({ nginx }) => ({ client: nginx(), named: nginx({ hostname }) }));

  behaviour(
    'names.default-bridge-by-address',
    'Containers on the default bridge are reachable by IP address, but not by name',
    {
      docs,
      needs: ['default-bridge-icc'],
      relies: ['default-bridge', 'docker0-peers', 'inspect-address'],
      why: 'Containers without `--network` cannot communicate, or users rely on names that other engines do not provide.',
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
