import { behaviour, describe, expect, fact, from, restoring, scenario } from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/create/#specify-advanced-options';

describe('A container on the only address of a /30 subnet, and others that request an address there', () => {
  const world = scenario(({ network, nginx, attempt }) => {
    const small = network({ driver: 'bridge', subnet: 'drawn/30' });
    const reserved = network({ driver: 'bridge', subnet: 'drawn/30', auxAddress: '.2' });
    const chosen = network({ driver: 'bridge' });
    const holder = nginx({ on: small });
    return {
      small,
      reserved,
      chosen,
      holder,
      visitor: nginx({ on: chosen }),
      oneMore: attempt(nginx({ on: small, after: holder })),
      onReserved: attempt(nginx({ on: reserved })),
    };
  });

  const addressHeld = (): void =>
    fact('the only address of the subnet', world.holder.address).is(world.small.addressAt('.2'));

  behaviour(
    'addresses.exhausted',
    'A container is refused when its network has no free address left',
    {
      docs,
      relies: ['inspect-address'],
      why: 'A container runs without an address, or takes that of another one.',
    },
    async () => {
      const { small, holder, oneMore } = world;
      addressHeld();
      fact("the engine's answer to one more container", oneMore.kind).is('refused');
      const [own, page] = await Promise.all([
        from(holder).addresses(),
        from(holder).get(`http://${small.addressAt('.2')}`),
      ]);
      fact('the addresses of the container that was there', own).is(['127.0.0.1', holder.address].toSorted());
      await expect(page).toBeAnsweredBy(holder);
    },
  );

  behaviour(
    'addresses.reused',
    'The address of a container that left the network is assigned again',
    {
      docs,
      relies: ['connect', 'disconnect', 'inspect-address'],
      why: 'A network runs out of addresses although hardly any container is on it.',
    },
    async () => {
      const { small, holder, visitor } = world;
      addressHeld();
      await holder.disconnect(small);
      const refusal = await visitor.tryConnect(small);
      await using _ = restoring(async () => {
        if (!refusal) await visitor.disconnect(small);
        await holder.tryConnect(small);
      });
      fact("the engine's answer to another container", refusal?.message ?? 'connected').is('connected');
      if (!refusal) {
        fact('the IP address of the visitor', visitor.addressOn(small)).is(small.addressAt('.2'));
        await expect(from(visitor).get(`http://${small.addressAt('.2')}`)).toBeAnsweredBy(visitor);
      }
    },
  );

  behaviour(
    'addresses.auxiliary',
    'An `--aux-address` is assigned to no container',
    {
      docs,
      relies: ['auxiliary-address'],
      why: 'A container takes the address of a router or a printer, and both become unreachable at times.',
    },
    async () => {
      const { onReserved } = world;
      // the control is the holder, which runs on a subnet of this size without one
      const assigned = onReserved.kind === 'running' ? onReserved.container.address.replace(/^.*\./, '.') : 'none';
      fact('the last number of the address that a container was assigned', assigned).is('none');
      fact("the engine's answer to that container", onReserved.kind).is('refused');
    },
  );
});
