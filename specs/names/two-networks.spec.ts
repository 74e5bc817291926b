import { behaviour, describe, expect, from, scenario } from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/';
const aliases = 'https://docs.docker.com/reference/cli/docker/network/connect/#alias';
const names = 'https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerInspect';

describe('a container on each of two networks, and one on both', () => {
  const world = scenario(({ network, nginx }) => {
    const [front, back] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    return {
      front,
      back,
      near: nginx({ on: front, alias: ['web', 'nearby'] }),
      far: nginx({ on: back, alias: ['web', 'faraway'] }),
      both: nginx({ on: front, alias: 'infront', alsoOn: [{ on: back, alias: 'inback' }] }),
    };
  });

  /** The addresses of the container on both networks. */
  const onEach = () => {
    const { both, front, back } = world;
    return {
      inFront: { name: 'both on front', address: both.addressOn(front) },
      inBack: { name: 'both on back', address: both.addressOn(back) },
    };
  };

  behaviour(
    'names.alias-scope',
    'an alias is known on its own network, and on no other',
    { docs: aliases },
    async () => {
      const { near, far } = world;
      const [page, name, same, itself] = await Promise.all([
        from(near).get('http://faraway'),
        from(near).lookup('faraway'),
        from(near).get('http://web'),
        from(far).get('http://faraway'),
      ]);
      const control = { whereas: itself, isAnsweredBy: far };
      await expect(page).toBeUnresolved(control);
      await expect(name).toBeUnresolved(control, 'NXDOMAIN');
      // the same alias on another network is another container's
      await expect(same).toBeAnsweredBy(near);
    },
  );

  behaviour('names.sees-both', 'who is on two networks finds the containers of both', { docs }, async () => {
    const { near, far, both } = world;
    const [nearby, faraway, nearName, farName] = await Promise.all([
      from(both).get('http://nearby'),
      from(both).get('http://faraway'),
      from(both).lookup(near.engineName),
      from(both).lookup(far.engineName),
    ]);
    await expect(nearby).toBeAnsweredBy(near);
    await expect(faraway).toBeAnsweredBy(far);
    await expect(nearName).toResolveTo(near);
    await expect(farName).toResolveTo(far);
  });

  behaviour('names.address-per-network', 'its name leads on each network to its address there', { docs }, async () => {
    const { near, far, both } = world;
    const { inFront, inBack } = onEach();
    const [seenNear, seenFar, pageNear, pageFar] = await Promise.all([
      from(near).lookup(both.engineName),
      from(far).lookup(both.engineName),
      from(near).get(`http://${both.engineName}`),
      from(far).get(`http://${both.engineName}`),
    ]);
    await expect(seenNear).toResolveTo(inFront);
    await expect(seenFar).toResolveTo(inBack);
    await expect(pageNear).toBeAnsweredBy(both);
    await expect(pageFar).toBeAnsweredBy(both);
  });

  behaviour(
    'names.alias-per-network',
    'it has on each network the alias that it was given there, and not the other',
    { docs: aliases },
    async () => {
      const { near, far, both } = world;
      const [inFront, inBack, backFromFront, frontFromBack] = await Promise.all([
        from(near).get('http://infront'),
        from(far).get('http://inback'),
        from(near).lookup('inback'),
        from(far).lookup('infront'),
      ]);
      await expect(inFront).toBeAnsweredBy(both);
      await expect(inBack).toBeAnsweredBy(both);
      await expect(backFromFront).toBeUnresolved({ whereas: inFront, isAnsweredBy: both }, 'NXDOMAIN');
      await expect(frontFromBack).toBeUnresolved({ whereas: inBack, isAnsweredBy: both }, 'NXDOMAIN');
    },
  );

  behaviour(
    'names.network-chooses',
    'where both networks have a name, that of the network behind it chooses',
    { docs: names },
    async () => {
      const { near, far, both, front, back } = world;
      const [inFront, inBack, pageInFront, pageInBack] = await Promise.all([
        from(both).lookup(`web.${front.engineName}`),
        from(both).lookup(`web.${back.engineName}`),
        from(both).get(`http://web.${front.engineName}`),
        from(both).get(`http://web.${back.engineName}`),
      ]);
      await expect(inFront).toResolveTo(near);
      await expect(inBack).toResolveTo(far);
      await expect(pageInFront).toBeAnsweredBy(near);
      await expect(pageInBack).toBeAnsweredBy(far);
    },
  );
});
