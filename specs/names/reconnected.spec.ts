import {
  behaviour,
  describe,
  expectNamesResolve,
  expectNamesUnknown,
  randomName,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/disconnect/';

/** An alias that is unknown to the user's DNS servers: it is queried while no container has it. */
const alias = randomName('mover');

describe('A container that is disconnected, reconnected and renamed', () => {
  const world = scenario(({ network, nginx }) => {
    const bridgenetwork = network({ driver: 'bridge' });
    return {
      bridgenetwork,
      client: nginx({ on: bridgenetwork }),
      mover: nginx({ on: bridgenetwork, alias }),
    };
  });

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
});
