import {
  behaviour,
  describe,
  expect,
  fact,
  from,
  reported,
  required,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/#container-networks';

describe('A container that shares the network stack of one that is stopped and restarted', () => {
  const world = scenario(({ network, nginx, networkOf }) => {
    const [bridge, other] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    const owner = nginx({ on: bridge });
    return { bridge, other, owner, sharing: nginx({ on: networkOf(owner) }) };
  });

  const namespaces = () => Promise.all([world.owner, world.sharing].map((each) => from(each).networkNamespace()));

  behaviour(
    'shared.connect-refused',
    'A container that shares a network stack cannot be connected to a network',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/connect/',
      relies: ['shared-network', 'connect'],
      why: 'A network that is meant for a sidecar opens its application to the containers there.',
    },
    async () => {
      const { sharing, other } = world;
      const before = await from(sharing).interfaces();
      const refusal = await sharing.tryConnect(other);
      await using _ = restoring(async () => (refusal ? undefined : sharing.disconnect(other)));
      fact('the HTTP status of `docker network connect`', refusal?.status ?? 200).is(400);
      const [after, { Containers }] = await Promise.all([from(sharing).interfaces(), other.inspect()]);
      const names = [before, after].map((interfaces) => interfaces.map(({ name }) => name));
      fact('the interfaces after the refusal', names[1]).is(required('list of interfaces', names[0]));
      fact('the containers on the network', reported('the containers in inspect', Containers)).is({});
    },
  );

  behaviour(
    'shared.owner-must-run',
    'A container does not start on the network stack of a stopped container',
    {
      docs: 'https://github.com/moby/moby/pull/49367',
      relies: ['shared-network', 'stop'],
      why: 'A sidecar runs without a network, and users look for the reason in its application.',
    },
    async () => {
      const { owner, sharing } = world;
      await using _ = restoring(async () => {
        await owner.start();
        await sharing.start();
      });
      await sharing.stop();
      await owner.stop();
      const start = await sharing.tryStart();
      fact('the HTTP status of the start', start.kind === 'refused' ? start.status : start.kind).is(409);
      const states = await Promise.all([owner, sharing].map(async (each) => (await each.inspect()).State.Running));
      fact('whether the containers run', states).is([false, false]);
    },
  );

  behaviour(
    'shared.follows-owner',
    'A container restarted after the owner of its network stack shares that network stack again',
    {
      docs,
      relies: ['shared-network', 'inspect-address'],
      why: 'After an update of a VPN container, the application behind it is cut off until it is created again.',
    },
    async () => {
      const { owner, sharing } = world;
      await owner.restart();
      await sharing.restart();
      const [ofOwner, ofSharing] = await namespaces();
      fact('the network namespace of the sharing container', ofSharing).is(required('namespace', ofOwner));
      await expect(from(owner).get(`http://127.0.0.1:${sharing.port}`)).toBeAnsweredBy(sharing);
      await expect(from(sharing).get(owner.url)).toBeAnsweredBy(owner);
    },
  );
});
