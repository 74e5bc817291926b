import {
  behaviour,
  describe,
  expectNamesResolve,
  expectNamesUnknown,
  expectNamesUnknownToCurl,
  fact,
  from,
  namesIn,
  randomName,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/';
const aliases = 'https://docs.docker.com/reference/cli/docker/network/connect/#alias';
const names = 'https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerInspect';

/** Aliases that are unknown to the user's DNS servers: each is queried on the network that does not have it. */
const [nearby, faraway, inFront, inBack] = ['nearby', 'faraway', 'infront', 'inback'].map(randomName) as [
  string,
  string,
  string,
  string,
];

describe('A container on each of two networks, and one on both', () => {
  const world = scenario(({ network, nginx }) => {
    const [front, back] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    return {
      front,
      back,
      near: nginx({ on: front, alias: ['web', nearby] }),
      far: nginx({ on: back, alias: ['web', faraway] }),
      both: nginx({ on: front, alias: inFront, alsoOn: [{ on: back, alias: inBack }] }),
    };
  });

  const bothOn = (network: typeof world.front) => ({
    name: `both on ${network.name}`,
    address: world.both.addressOn(network),
  });

  behaviour(
    'names.alias-scope',
    'A network alias resolves on its own network only',
    {
      docs: aliases,
      relies: ['alias', 'every-alias', 'embedded-dns', 'inspect-address'],
      controlsRely: ['container-name'],
      why: "Two projects that both call a service db reach each other's database.",
    },
    async () => {
      const { near, far } = world;
      await Promise.all([
        // on the other network, the same alias belongs to another container
        expectNamesResolve(near, ['web'], near),
        expectNamesResolve(far, ['web', faraway], far),
        expectNamesUnknownToCurl(near, [faraway], { control: from(near).get(near.url), answeredBy: near }),
      ]);
    },
  );

  behaviour(
    'names.two-networks',
    'A container on two networks resolves the containers of both',
    {
      docs,
      relies: ['alias', 'every-alias', 'container-name', 'connect', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'A proxy between two networks cannot resolve the services behind it.',
    },
    async () => {
      const { near, far, both } = world;
      await Promise.all([
        expectNamesResolve(both, [nearby, near.engineName], near),
        expectNamesResolve(both, [faraway, far.engineName], far),
      ]);
    },
  );

  behaviour(
    'names.address-per-network',
    'A container on two networks resolves on each network to its address there',
    {
      docs,
      relies: ['connect', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'Clients get an address on a network that they are not attached to, and their connections time out.',
    },
    async () => {
      const { near, far, both, front, back } = world;
      await Promise.all([
        expectNamesResolve(near, [both.engineName], both, bothOn(front)),
        expectNamesResolve(far, [both.engineName], both, bothOn(back)),
      ]);
    },
  );

  behaviour(
    'names.reverse-per-network',
    'Reverse lookups of the addresses of a container on two networks return NAME.NETWORK of each',
    {
      docs: 'https://github.com/moby/moby/issues/20847',
      relies: ['connect', 'container-name', 'embedded-dns', 'inspect-address'],
      why: 'Logs and access rules based on client names know a container on one of its networks only.',
    },
    async () => {
      const { near, far, both, front, back } = world;
      const found = await Promise.all([
        from(near).reverse(both.addressOn(front)),
        from(far).reverse(both.addressOn(back)),
        from(both).reverse(near.address),
        from(both).reverse(far.address),
      ]);
      const [ofFront, ofBack, ofNear, ofFar] = found.map(namesIn);
      fact('the names of its address on the first network', ofFront).is(`${both.engineName}.${front.engineName}`);
      fact('the names of its address on the second network', ofBack).is(`${both.engineName}.${back.engineName}`);
      fact('the names of its peer on the first network', ofNear).is(`${near.engineName}.${front.engineName}`);
      fact('the names of its peer on the second network', ofFar).is(`${far.engineName}.${back.engineName}`);
    },
  );

  behaviour(
    'names.alias-per-network',
    'A container on two networks has on each network only the alias given there',
    {
      docs: aliases,
      relies: ['alias', 'connect', 'connect-alias', 'embedded-dns', 'peers', 'inspect-address'],
      controlsRely: ['container-name'],
      why: 'A service answers to aliases on networks that they were not meant for.',
    },
    async () => {
      const { near, far, both, front, back } = world;
      await Promise.all([
        expectNamesResolve(near, [inFront], both, bothOn(front)),
        expectNamesResolve(far, [inBack], both, bothOn(back)),
        expectNamesUnknown(near, [inBack]),
        expectNamesUnknown(far, [inFront]),
      ]);
    },
  );

  behaviour(
    'names.network-suffix',
    'The network suffix in NAME.NETWORK selects between equal names on two networks',
    {
      docs: names,
      relies: ['alias', 'connect', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'A container on two networks with a service db on each cannot choose between the two.',
    },
    async () => {
      const { near, far, both, front, back } = world;
      await Promise.all([
        expectNamesResolve(both, [`web.${front.engineName}`], near),
        expectNamesResolve(both, [`web.${back.engineName}`], far),
      ]);
    },
  );
});
