import {
  behaviour,
  describe,
  expectNamesResolve,
  expectNamesUnknown,
  fact,
  from,
  namesIn,
  randomName,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/disconnect/';

/** An alias that is unknown to the user's DNS servers: it is queried while no container has it. */
const alias = randomName('mover');

describe('A container on two networks that is disconnected from one, reconnected and renamed', () => {
  const world = scenario(({ network, nginx }) => {
    const [bridgenetwork, second] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    return {
      bridgenetwork,
      second,
      client: nginx({ on: bridgenetwork }),
      far: nginx({ on: second }),
      mover: nginx({ on: bridgenetwork, alias, alsoOn: [{ on: second }] }),
    };
  });

  /** The mover, at its address on its second network. */
  const moverOnSecond = () => ({ name: 'mover', address: world.mover.addressOn(world.second) });

  behaviour(
    'names.disconnected',
    'A container disconnected from a network no longer resolves there',
    {
      docs,
      relies: ['alias', 'container-name', 'disconnect', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'A container that was disconnected for maintenance still receives clients, whose connections time out.',
    },
    async () => {
      const { client, mover, bridgenetwork } = world;
      const names = [alias, mover.engineName, mover.shortId];
      await expectNamesResolve(client, names, mover);
      await mover.disconnect(bridgenetwork);
      await using _ = restoring(() => mover.connect(bridgenetwork, { alias }));
      await expectNamesUnknown(client, names);
    },
  );

  behaviour(
    'names.disconnected-itself',
    'A container disconnected from a network no longer resolves the names of its former peers',
    {
      docs,
      relies: ['connect', 'container-name', 'disconnect', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'A proxy sends requests to servers that it does not reach any more, instead of those on its other network.',
    },
    async () => {
      const { client, far, mover, second } = world;
      const names = [far.engineName, far.shortId];
      await expectNamesResolve(mover, names, far);
      await mover.disconnect(second);
      await using _ = restoring(() => mover.connect(second));
      await expectNamesUnknown(mover, names);
      await expectNamesResolve(mover, [client.engineName], client);
    },
  );

  behaviour(
    'names.reconnected',
    'A reconnected container resolves by its name and the new aliases only, and resolves its peers',
    {
      docs: 'https://github.com/moby/moby/issues/24322',
      relies: ['connect-alias', 'embedded-dns', 'peers', 'inspect-address'],
      controlsRely: ['container-name', 'connect', 'disconnect'],
      why: 'A reconnected service keeps aliases that it should no longer have, or does not resolve at all.',
    },
    async () => {
      const { client, mover, bridgenetwork } = world;
      const reconnect = async (...aliases: string[]) => {
        await mover.disconnect(bridgenetwork);
        await mover.connect(bridgenetwork, { alias: aliases });
      };
      await reconnect();
      {
        await using _ = restoring(() => reconnect(alias));
        await expectNamesResolve(client, [mover.engineName], mover);
        await expectNamesUnknown(client, [alias]);
      }
      await expectNamesResolve(client, [alias, mover.engineName], mover);
      await expectNamesResolve(mover, [client.engineName], client);
    },
  );

  behaviour(
    'names.renamed',
    'A container renamed while running resolves by its new name and not by the old one',
    {
      docs: 'https://github.com/moby/moby/issues/22466',
      relies: ['connect', 'connect-alias', 'embedded-dns', 'peers', 'inspect-address'],
      controlsRely: ['container-name'],
      why: 'A replacement that takes over a name, as in a blue-green deployment, does not resolve, or the old container still does.',
    },
    async () => {
      const { client, mover } = world;
      const before = mover.engineName;
      const after = `${before}-renamed`;
      await mover.rename(after);
      await using _ = restoring(() => mover.rename(before));
      await expectNamesResolve(client, [after, alias], mover);
      await expectNamesUnknown(client, [before]);
    },
  );

  behaviour(
    'names.renamed-everywhere',
    'A renamed container has the new name on all its networks and in reverse lookups, also after a restart',
    {
      docs: 'https://github.com/moby/moby/issues/22466',
      relies: ['connect', 'container-name', 'two-networks', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'A replacement that took over a name is unknown on one of its networks, or once its host has restarted it.',
    },
    async () => {
      const { client, far, mover, bridgenetwork, second } = world;
      const before = mover.engineName;
      const after = `${before}-renamed`;
      const expectNamed = async (name: string, when: string): Promise<void> => {
        const [there, onSecond] = await Promise.all([
          from(client).reverse(mover.address),
          from(far).reverse(moverOnSecond().address),
          expectNamesResolve(client, [name], mover),
          expectNamesResolve(far, [name], mover, moverOnSecond()),
        ]);
        fact(`the names of its two addresses ${when}`, [there, onSecond].map(namesIn)).is(
          [bridgenetwork, second].map(({ engineName }) => `${name}.${engineName}`),
        );
      };
      await expectNamed(before, 'before the rename');
      await mover.rename(after);
      await using _ = restoring(async () => {
        await mover.rename(before);
        // with its own name in all that the engine derives from it
        await mover.restart();
      });
      await expectNamed(after, 'after the rename');
      await mover.restart();
      await expectNamed(after, 'after a restart');
      await expectNamesUnknown(far, [before]);
    },
  );
});
