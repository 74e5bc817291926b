import {
  behaviour,
  closedTo,
  createMany,
  describe,
  engineAt,
  expect,
  expectingNoAnswer,
  fact,
  figure,
  from,
  leftOutOfScript,
  medianOf,
  nonEmpty,
  refusalOf,
  required,
  scenario,
  startMany,
  tryCreateMany,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/';

/** How many networks: Docker's own address pools have 31. */
const NETWORKS = 100;

/** A single creation may wait for something else on a busy machine. */
const MEASURED = 5;

/** How many requests for one name, and how many networks of one container. */
const [REQUESTS, CONNECTS] = [10, 6];

describe('A hundred networks on one engine', () => {
  const world = scenario(({ engineHost }) => ({ host: engineHost() }));

  behaviour(
    'scale.hundred-networks',
    'A hundred bridge networks each connect their own containers, and are isolated from each other',
    {
      docs,
      needs: ['lab', 'engine-firewall'],
      limitMs: 240_000,
      relies: ['filter'],
      controlsRely: ['peers', 'inspect-address'],
      why: 'A build server with a network for each job gets no more networks, or jobs reach the databases of others.',
      security: closedTo('a container on one of a hundred bridges', 'a container on another one'),
    },
    () =>
      leftOutOfScript(`${NETWORKS} bridge networks and containers on two of them`, async () => {
        const made = await createMany(world.host, NETWORKS);
        const took = made.map(({ tookMs }) => tookMs);
        figure('creating one of the first five networks', medianOf(took.slice(0, MEASURED)), 'ms');
        figure('creating one of the last five of a hundred networks', medianOf(took.slice(-MEASURED)), 'ms');
        const listed = new Set((await engineAt(world.host).networks()).map(({ Name }) => Name));
        const missing = made.filter(({ network }) => !listed.has(network.engineName));
        fact('how many of the networks are not listed', missing.length).is(0);

        const first = required('the first network', made[0]?.network);
        const last = required('the last network', made.at(-1)?.network);
        const [outsider, peer] = await startMany(world.host, first, { names: ['outsider', 'peer'] });
        const [client, server] = await startMany(world.host, last, { names: ['client', 'server'] });
        const [one, other] = [required('a container', outsider), required('a container', server)];
        const [across, back, inFirst, inLast] = await Promise.all([
          from(one).reach(other, expectingNoAnswer),
          from(other).reach(one, expectingNoAnswer),
          from(required('a container', peer)).reach(one),
          from(required('a container', client)).reach(other),
        ]);
        await expect(across).toBeClosed({ control: inLast });
        await expect(back).toBeClosed({ control: inFirst });
      }),
  );

  behaviour(
    'scale.at-once-names',
    'Of many requests at once for a network with the same name, one succeeds',
    {
      docs: 'https://docs.docker.com/reference/api/engine/version-history/#v144-api-changes',
      needs: ['lab'],
      relies: ['one-network-of-a-name'],
      why: 'Two projects that start at once have two networks of one name, and their containers do not find each other.',
    },
    () =>
      leftOutOfScript(`${REQUESTS} requests at once for networks with one name`, async () => {
        const { networkName, answers, networks } = await tryCreateMany(world.host, REQUESTS);
        const network = required('the network', networks[0]);
        const refusal = await refusalOf(async () => startMany(world.host, network, { names: ['user'] }));
        fact("the engine's answer to a container on the network, by its name", refusal?.message ?? 'none').is('none');
        const listed = (await engineAt(world.host).networks()).filter(({ Name }) => Name === networkName);
        fact('how many requests succeeded', answers.filter(({ kind }) => kind === 'created').length).is(1);
        fact('how many networks with the name are listed', listed.length).is(1);
      }),
  );

  behaviour(
    'scale.at-once-connects',
    'Simultaneous connect and disconnect requests leave a container on exactly the requested networks',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/connect/',
      needs: ['lab'],
      relies: ['connect', 'disconnect', 'inspect-address'],
      why: 'A reverse proxy that follows its services is on networks that nobody connected it to, or its engine hangs.',
    },
    () =>
      leftOutOfScript('connects and disconnects at once', async () => {
        const networks = (await createMany(world.host, 2 * CONNECTS + 1)).map(({ network }) => network);
        const own = required('the network of the container', networks.pop());
        const [left, joined] = [networks.slice(0, CONNECTS), networks.slice(CONNECTS)];
        const [started] = await startMany(world.host, own, { names: ['proxy'] });
        const container = required('the container', started);
        await Promise.all(left.map((network) => container.connect(network)));
        const networksOf = async () => Object.keys((await container.inspect()).NetworkSettings.Networks).toSorted();
        const named = (expected: typeof networks) => [own, ...expected].map(({ engineName }) => engineName).toSorted();
        fact('the networks in inspect after the connects', await networksOf()).is(named(left));
        await Promise.all([
          ...left.map((network) => container.disconnect(network)),
          ...joined.map((network) => container.connect(network)),
        ]);
        fact('the networks in inspect afterwards', await networksOf()).is(named(joined));
        const shown = Object.values((await container.inspect()).NetworkSettings.Networks).map((one) => one.IPAddress);
        fact("the container's own addresses", await from(container).addresses()).is(['127.0.0.1', ...shown].toSorted());
        // its host has an address on each bridge
        for (const ip of nonEmpty('the addresses in inspect', shown))
          await expect(from(world.host).get(`http://${ip}`)).toBeAnsweredBy(container);
      }),
  );
});
