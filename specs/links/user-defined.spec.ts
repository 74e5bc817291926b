import {
  behaviour,
  describe,
  expectNamesResolve,
  expectNamesUnknown,
  randomName,
  reported,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/connect/#link';

/** An alias that is unknown to the user's DNS servers. */
const alias = randomName('linked');

const relies = ['link', 'embedded-dns', 'peers', 'inspect-address', 'container-name'] as const;

describe('A container with a link on a user-defined network and the container that it names', () => {
  const world = scenario(({ network, nginx, attempt }) => {
    const bridge = network({ driver: 'bridge' });
    const named = nginx({ on: bridge });
    return {
      bridge,
      named,
      linked: attempt(nginx({ on: bridge, links: { [alias]: named } })),
    };
  });

  const client = () =>
    reported('the container with a link', world.linked.kind === 'running' ? world.linked.container : undefined);

  behaviour(
    'links.user-defined',
    'On a user-defined network, the alias of a link resolves in the container with that link only',
    {
      docs,
      relies,
      why: 'Two projects that call different databases `db` on one network reach the database of the other one.',
    },
    async () => {
      await expectNamesResolve(client(), [alias], world.named);
      await expectNamesUnknown(world.named, [alias]);
    },
  );

  behaviour(
    'links.user-defined-follows',
    'On a user-defined network, the alias of a link resolves whenever the container that it names runs',
    {
      docs,
      relies: [...relies, 'stop'],
      why: 'A container with a link has to be created again whenever the one that it names is stopped.',
    },
    async () => {
      const { named } = world;
      await named.stop();
      {
        await using _ = restoring(() => named.start());
        await expectNamesUnknown(client(), [alias]);
      }
      await expectNamesResolve(client(), [alias], named);
    },
  );
});
