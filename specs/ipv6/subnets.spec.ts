import {
  behaviour,
  describe,
  expect,
  fact,
  from,
  reported,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';
import { inSubnet } from '../../helpers/behaviour/subnet.ts';

const needs = ['ipv6'] as const;

describe('Two containers, and networks with chosen and large IPv6 subnets', () => {
  const world = scenario(({ network, nginx, attempt }) => {
    const alone = network({ driver: 'bridge' });
    return {
      alone,
      plain: nginx({ on: alone }),
      other: nginx({ on: alone }),
      chosen: attempt(network({ driver: 'bridge', chosenSubnet6: true })),
      large: attempt(network({ driver: 'bridge', ipv6: '/48' })),
    };
  });

  /** Two containers reach each other on a network that the engine may have refused; returns its IPv6 subnet. */
  const subnetInUse = async ({ chosen, large, plain, other }: typeof world, which: 'chosen' | 'large') => {
    const attempted = which === 'chosen' ? chosen : large;
    fact('the answer to `docker network create`', attempted.kind).is('created');
    if (attempted.kind === 'refused') return undefined;
    const { network } = attempted;
    const { IPAM } = await network.inspect();
    const subnet = reported(
      'the IPv6 subnet of the network in inspect',
      IPAM?.Config?.map(({ Subnet }) => Subnet).find((found) => found?.includes(':')),
    );
    await Promise.all([plain.connect(network), other.connect(network)]);
    await using _ = restoring(async () => {
      await Promise.all([plain.disconnect(network), other.disconnect(network)]);
    });
    const address = other.address6On(network);
    fact('the IPv6 address of a container', address).satisfies(`in the subnet ${subnet}`, (found) =>
      inSubnet(found, subnet),
    );
    // nothing listens there: the refusal is the container's answer
    const control = from(plain).get(other.url);
    await expect(from(plain).get(`http://[${address}]`)).toBeRefused({ control, answeredBy: other });
    return subnet;
  };

  behaviour(
    'ipv6.unique-local-by-default',
    '`--ipv6` without a subnet gives a network a /64 of unique local addresses',
    {
      docs: 'https://docs.docker.com/engine/daemon/ipv6/#dynamic-ipv6-subnet-allocation',
      needs,
      controlsRely: ['connect'],
      why: 'Users must invent an IPv6 subnet for every network, or two of their networks overlap.',
    },
    async () => {
      const subnet = await subnetInUse(world, 'chosen');
      if (subnet !== undefined)
        fact('the IPv6 subnet of the network', subnet).satisfies('a /64 of fd00::/8', (found) =>
          /^fd[\da-f]{2}:.*\/64$/.test(found),
        );
    },
  );

  behaviour(
    'ipv6.large-subnet',
    'An IPv6 subnet larger than a /64 is accepted, and containers reach each other in it',
    {
      docs: 'https://docs.docker.com/engine/release-notes/28/#2800',
      needs,
      relies: ['connect'],
      why: 'A network cannot use the /48 that a provider assigned.',
    },
    async () => {
      const subnet = await subnetInUse(world, 'large');
      if (subnet !== undefined) fact('the prefix of the IPv6 subnet', subnet.replace(/.*\//, '/')).is('/48');
    },
  );
});
