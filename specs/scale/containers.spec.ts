import {
  addressesIn,
  behaviour,
  createMany,
  describe,
  differing,
  expect,
  fact,
  figure,
  from,
  identitiesIn,
  leftOutOfScript,
  lookUpMany,
  macsSeenByFirst,
  nonEmpty,
  openMany,
  randomName,
  required,
  scenario,
  startMany,
} from '../../helpers/behaviour/index.ts';

const needs = ['lab', 'perl'] as const;

/** The first of these behaviours starts all containers. */
const limitMs = 240_000;

/** A container costs a tenth of a second; more addresses than fit into a datagram of 512 bytes. */
const CONTAINERS = 40;
const NAMES = Array.from({ length: CONTAINERS }, (_, index) => `container${index + 1}`);

/** DNS queries in all, and at a time. */
const QUERIES = { count: 2000, outstanding: 100 };

const alias = randomName('many');

describe('Forty containers that were started at once on one network', () => {
  const world = scenario(({ engineHost, lanHost }) => ({ host: engineHost(), lanHost: lanHost() }));

  const start = async () => {
    const [created] = await createMany(world.host, 1);
    const network = required('the network', created?.network);
    const started = performance.now();
    const containers = await startMany(world.host, network, { names: NAMES, alias });
    return { containers, eachMs: (performance.now() - started) / CONTAINERS };
  };
  let starting: ReturnType<typeof start> | undefined;
  const crowd = () => (starting ??= start());
  const inCrowd = (judge: (all: Awaited<ReturnType<typeof start>>) => Promise<void>) => () =>
    leftOutOfScript(`${CONTAINERS} containers that start at once`, async () => judge(await crowd()));

  behaviour(
    'scale.many-containers',
    'Forty containers on one network resolve by their names and answer each other',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/bridge/',
      needs,
      limitMs,
      relies: ['container-name', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'An application with many services starts, and some of them cannot reach others.',
    },
    inCrowd(async ({ containers, eachMs }) => {
      figure('starting one of forty containers at once', eachMs, 'ms');
      const names = containers.map(({ engineName }) => engineName);
      const addresses = containers.map(({ address }) => address);
      for (const which of nonEmpty('the clients', ['first', 'last'])) {
        const client = required('a container', containers.at(which === 'first' ? 0 : -1));
        const targets = addresses.map((address) => ({ address, port: 80 }));
        const [found, pages] = await Promise.all([
          lookUpMany(client, names, { count: CONTAINERS, outstanding: CONTAINERS }),
          openMany(client, targets),
        ]);
        const [misled, others] = [differing(addresses, addressesIn(found)), differing(names, identitiesIn(pages))];
        fact(`the names that resolve wrongly in the ${which} container`, misled).is([]);
        fact(`the addresses that others answer to the ${which} container`, others).is([]);
      }
    }),
  );

  behaviour(
    'scale.at-once-addresses',
    'Containers that start at once have different IP addresses, MAC addresses and host ports',
    {
      docs: 'https://docs.docker.com/engine/network/port-publishing/',
      needs,
      limitMs,
      relies: ['published-ports', 'from-lan', 'unique-mac', 'peers', 'inspect-address'],
      why: 'Two services that start together at boot share one address, and requests reach either.',
    },
    inCrowd(async ({ containers }) => {
      const ips = containers.map(({ endpoint }) => endpoint?.IPAddress);
      fact('how many different IP addresses they have', different(ips)).is(CONTAINERS);
      fact('how many different MAC addresses they have', different(await macsSeenByFirst(...containers))).is(
        CONTAINERS,
      );
      const ports = containers.map((one) => one.hostPort());
      fact('how many different host ports they have', different(ports)).is(CONTAINERS);
      const address = required("address of the engine's host", world.host.lab?.nic.address);
      const targets = ports.map((port) => ({ address, port }));
      const pages = await openMany(world.lanHost, targets);
      const names = containers.map(({ identity }) => identity);
      fact('the host ports at which others answer', differing(names, identitiesIn(pages))).is([]);
    }),
  );

  behaviour(
    'scale.many-lookups',
    'Hundreds of DNS queries that a container sends at once are all answered with the right address',
    {
      docs: 'https://docs.docker.com/engine/network/#dns-services',
      needs,
      limitMs,
      relies: ['container-name', 'embedded-dns', 'inspect-address'],
      why: 'A busy proxy or crawler resolves some names wrongly or not at all, and its requests fail at random.',
    },
    inCrowd(async ({ containers }) => {
      const client = required('a container', containers[1]);
      const names = containers.map(({ engineName }) => engineName);
      const found = await lookUpMany(client, names, QUERIES);
      const rate = (QUERIES.count * 1000) / found.tookMs;
      figure('DNS queries for names of containers, a hundred at a time', rate, 'per second');
      const addresses = containers.map(({ address }) => address);
      fact('the names that resolve wrongly', differing(addresses, addressesIn(found))).is([]);
    }),
  );

  behaviour(
    'scale.large-answer',
    'An alias of forty containers, whose addresses do not fit into 512 bytes, resolves to all of them',
    {
      docs: 'https://www.rfc-editor.org/rfc/rfc1035#section-4.2.1',
      needs,
      limitMs,
      relies: ['alias', 'embedded-dns', 'inspect-address'],
      why: 'Of a service with many containers some get no requests, or programs cannot resolve it at all.',
    },
    inCrowd(async ({ containers }) => {
      const client = required('a container', containers[0]);
      const [overUdp, overTcp, bySystem] = await Promise.all([
        from(client).lookup(alias),
        from(client).lookup(alias, 'A', { over: 'TCP' }),
        from(client).systemLookup(alias),
      ]);
      const shown = overUdp.kind === 'resolved' ? overUdp.addresses.length : overUdp.kind;
      fact('the addresses in the answer over UDP', shown).satisfies(
        `all ${CONTAINERS}, or an answer that is marked as truncated`,
        (observed) => observed === CONTAINERS || observed === 'truncated',
      );
      // a client that gets a truncated answer sends the query again over TCP
      if (overUdp.kind === 'truncated') await expect(overTcp).toResolveTo(...containers);
      await expect(bySystem).toResolveTo(...containers);
    }),
  );
});

/** How many different values there are, without missing ones. */
function different(values: readonly unknown[]): number {
  return new Set(values.filter(Boolean)).size;
}
