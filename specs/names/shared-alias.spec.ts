import {
  behaviour,
  describe,
  expect,
  fact,
  from,
  nonEmpty,
  scenario,
  expectNameResolvesToAll,
  expectNamesResolve,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/';
const roundRobin = 'https://github.com/moby/libnetwork/pull/974';

/** (2/3)^40: by chance, a given container of three is never first in one run of eleven million. */
const QUERIES = 40;

/** Much longer than a lookup takes, also where the machine is busy, and shorter than a lost query or a retry. */
const QUICK_MS = 400;

const hundred = Array.from({ length: 100 }, (_, index) => `name-${index}`);
const quarter = (index: number) => hundred.slice(25 * index, 25 * (index + 1));

const isSlow = ({ kind, tookMs }: { readonly kind: string; readonly tookMs: number }) =>
  kind === 'resolved' && tookMs > QUICK_MS;

describe('Containers that share an alias, and a hundred aliases on one network', () => {
  const world = scenario(({ network, nginx }) => {
    const bridgenetwork = network({ driver: 'bridge' });
    return {
      bridgenetwork,
      client: nginx({ on: bridgenetwork, alias: quarter(0) }),
      one: nginx({ on: bridgenetwork, alias: ['shared', ...quarter(1)] }),
      two: nginx({ on: bridgenetwork, alias: ['shared', 'pair', ...quarter(2)] }),
      three: nginx({ on: bridgenetwork, alias: ['shared', ...quarter(3)] }),
      leaving: nginx({ on: bridgenetwork, alias: 'pair' }),
    };
  });

  behaviour(
    'names.shared-alias',
    'A network alias shared by several containers resolves to all of them and to no others',
    {
      docs: roundRobin,
      relies: ['alias', 'embedded-dns', 'inspect-address'],
      why: 'Some replicas never get a request, or a container that is not a replica does.',
    },
    async () => {
      const { client, one, two, three } = world;
      await expectNameResolvesToAll(client, 'shared', one, two, three);
    },
  );

  behaviour(
    'names.shared-alias-order',
    'Answers for a shared alias vary in order: each container comes first in some of them',
    {
      docs: roundRobin,
      relies: ['alias', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'All load goes to one replica, although the others were started to share it.',
    },
    async () => {
      const { client, one, two, three } = world;
      const found = await from(client).lookups(Array.from({ length: QUERIES }, () => 'shared'));
      for (const outcome of nonEmpty('the answers', found)) await expect(outcome).toResolveTo(one, two, three);
      const firsts = new Set(found.map((outcome) => outcome.kind === 'resolved' && outcome.addresses[0]));
      fact(`the number of containers that come first in ${QUERIES} answers`, firsts.size).is(3);
      const get = (url: string) => from(client).get(url);
      const pages = await Promise.all([get(one.url), get(two.url), get(three.url)]);
      await expect(pages[0]).toBeAnsweredBy(one);
      await expect(pages[1]).toBeAnsweredBy(two);
      await expect(pages[2]).toBeAnsweredBy(three);
    },
  );

  behaviour(
    'names.shared-alias-stopped',
    'A shared alias resolves only to the containers that are still running',
    {
      docs: 'https://github.com/moby/moby/issues/37629',
      relies: ['alias', 'stop', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'Some requests go to a replica that has stopped.',
    },
    async () => {
      const { client, two, leaving } = world;
      await expectNameResolvesToAll(client, 'pair', two, leaving);
      await leaving.stop();
      await expectNamesResolve(client, ['pair'], two);
    },
  );

  behaviour(
    'names.hundred-aliases',
    'Each of a hundred aliases on one network resolves to its container without delay',
    {
      docs,
      relies: ['alias', 'every-alias', 'embedded-dns', 'inspect-address'],
      why: 'Some services of a large project do not resolve, or every connection waits for DNS.',
    },
    async () => {
      const { client, one, two, three } = world;
      const [found, bySystem] = await Promise.all([from(client).lookups(hundred), from(client).systemLookups(hundred)]);
      for (const [index, owner] of [client, one, two, three].entries()) {
        const answers = [...found.slice(25 * index, 25 * (index + 1)), ...bySystem.slice(25 * index, 25 * (index + 1))];
        for (const outcome of nonEmpty('the answers', answers)) await expect(outcome).toResolveTo(owner);
      }
      // a busy machine delays some lookups, but not every lookup of the same name
      const delayed = hundred.filter((_, index) => found.slice(index, index + 1).some(isSlow));
      const again = delayed.length === 0 ? [] : await from(client).lookups([...delayed, ...delayed, ...delayed]);
      const slow = delayed.filter((_, index) =>
        again.every((outcome, at) => at % delayed.length !== index || isSlow(outcome)),
      );
      fact(`the names whose lookups always take longer than ${QUICK_MS} ms`, slow).is([]);
      const times = found.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
      const median = times[times.length / 2] ?? Number.NaN;
      fact('the median time of a lookup in ms', median).satisfies(`less than ${QUICK_MS}`, (ms) => ms < QUICK_MS);
    },
  );
});
