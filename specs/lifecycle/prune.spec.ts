import {
  behaviour,
  describe,
  eventually,
  expect,
  fact,
  from,
  randomName,
  scenario,
  theEngine,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/prune/';

/** Each behaviour prunes the networks with a label of its own: other networks of the engine are not the suite's. */
const KEY = 'com.example.pruned';
const [all, stopped, filtered] = ['all', 'stopped', 'filtered'].map(randomName) as [string, string, string];
const labelled = (value: string, more?: Readonly<Record<string, string>>) => ({ [KEY]: value, ...more });
const prune = (value: string, more?: { readonly 'label!'?: string; readonly until?: string }) =>
  theEngine.pruneNetworks({ label: `${KEY}=${value}`, ...more });
const networksLabelled = (value: string) => theEngine.networksBy('label', `${KEY}=${value}`);

describe('Labelled networks, two of them with containers', () => {
  const world = scenario(({ network, nginx }) => {
    const used = network({ driver: 'bridge', labels: labelled(all) });
    const resting = network({ driver: 'bridge', labels: labelled(stopped) });
    return {
      unused: network({ driver: 'bridge', labels: labelled(all) }),
      used,
      client: nginx({ on: used }),
      server: nginx({ on: used }),
      idle: network({ driver: 'bridge', labels: labelled(stopped) }),
      resting,
      sleeper: nginx({ on: resting }),
      former: network({ driver: 'bridge', labels: labelled(filtered, { 'com.example.stage': 'former' }) }),
      current: network({ driver: 'bridge', labels: labelled(filtered, { 'com.example.stage': 'current' }) }),
    };
  });

  behaviour(
    'lifecycle.prune-unused',
    '`docker network prune` removes networks without containers and keeps those in use',
    {
      docs,
      relies: ['peers', 'inspect-address', 'prune'],
      why: 'Networks of finished projects fill the address pools, or a clean-up cuts off running containers.',
    },
    async () => {
      const { unused, used, client, server } = world;
      fact('the removed networks', await prune(all)).is([unused.engineName]);
      fact('the networks that are still listed', await networksLabelled(all)).is([used.engineName]);
      await expect(from(client).get(server.url)).toBeAnsweredBy(server);
    },
  );

  behaviour(
    'lifecycle.prune-spares-stopped',
    '`docker network prune` keeps the network of a stopped container, which starts again on it',
    {
      docs,
      relies: ['stop', 'prune'],
      why: 'A clean-up at night removes the networks of stopped services, and none of them starts in the morning.',
    },
    async () => {
      const { idle, resting, sleeper } = world;
      await sleeper.stop();
      fact('whether the container runs', (await sleeper.inspect()).State.Running).is(false);
      const removed = await prune(stopped);
      fact('whether the network without containers was removed', removed.includes(idle.engineName)).is(true);
      fact('whether the network without containers is still listed', await idle.isListed()).is(false);
      fact('whether the network of the stopped container was removed', removed.includes(resting.engineName)).is(false);
      if (removed.includes(resting.engineName)) return;
      await sleeper.start();
      await expect(from(sleeper).get(sleeper.url)).toBeAnsweredBy(sleeper);
    },
  );

  behaviour(
    'lifecycle.prune-filters',
    '`docker network prune` with a `label`, `label!` or `until` filter removes matching networks only',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/prune/#filter',
      relies: ['prune'],
      why: 'A clean-up for old networks, or for all but those of production, removes networks that it was to keep.',
    },
    async () => {
      const { former, current } = world;
      fact('the networks created over ten minutes ago', await prune(filtered, { until: '10m' })).is([]);
      fact('the networks after that', await networksLabelled(filtered)).is(
        [former.engineName, current.engineName].toSorted(),
      );
      const others = await prune(filtered, { 'label!': 'com.example.stage=current' });
      fact('the networks without the label of current ones', others).is([former.engineName]);
      fact('the networks that were kept until now', await networksLabelled(filtered)).is([current.engineName]);
      // the networks are this old soon, where they are not yet
      const old = await eventually(
        () => prune(filtered, { until: '1s' }),
        (removed) => removed.length > 0,
      );
      fact('the networks created over a second ago', old).is([current.engineName]);
      fact('the networks that are listed at the end', await networksLabelled(filtered)).is([]);
    },
  );
});
