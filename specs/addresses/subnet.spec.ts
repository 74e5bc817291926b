import {
  behaviour,
  describe,
  expect,
  fact,
  from,
  fromEngineHost,
  reported,
  scenario,
  theEngine,
} from '../../helpers/behaviour/index.ts';
import { gatewayOf, inSubnet, namesOverlap, overlap, subnetOf } from '../../helpers/behaviour/subnet.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/create/#specify-advanced-options';

describe('Two containers on a network with a subnet, a gateway and an IP range', () => {
  const world = scenario(({ network, nginx, attempt }) => {
    const drawn = network({ driver: 'bridge', subnet: 'drawn', gateway: '.9', ipRange: '.64/26' });
    return {
      drawn,
      one: nginx({ on: drawn }),
      other: nginx({ on: drawn }),
      overlapping: attempt(network({ driver: 'bridge', subnet: drawn })),
      inside: attempt(network({ driver: 'bridge', subnet: { of: drawn, prefix: 25 } })),
      around: attempt(network({ driver: 'bridge', subnet: { of: drawn, prefix: 23 } })),
    };
  });

  behaviour(
    'addresses.subnet',
    '`--subnet` gives the containers on a network addresses and the prefix length of that subnet',
    {
      docs,
      relies: ['subnet', 'inspect-address', 'peers'],
      why: 'Firewall rules and routes that were written for the subnet do not apply to the containers.',
    },
    async () => {
      const { drawn, one, other } = world;
      const subnet = reported('the subnet in the request', drawn.subnet);
      const [inspected, addresses, routes, page] = await Promise.all([
        drawn.inspect(),
        from(one).addresses(),
        from(one).routes(),
        from(one).get(other.url),
      ]);
      fact('the subnet of the network in inspect', subnetOf(inspected)).is(subnet);
      for (const { name, address, endpoint } of [one, other]) {
        fact(`the IP address of ${name}`, address).satisfies('in the subnet', (found) => inSubnet(found, subnet));
        fact(`the prefix length of ${name} in inspect`, endpoint?.IPPrefixLen).is(24);
      }
      fact("the container's own addresses", addresses).is(['127.0.0.1', one.address].toSorted());
      const onLink = routes.filter(({ gateway }) => gateway === '0.0.0.0');
      fact(
        "the destinations of the container's routes without a gateway",
        onLink.map(({ destination, prefixLength }) => `${destination}/${prefixLength}`),
      ).is([subnet]);
      await expect(page).toBeAnsweredBy(other);
    },
  );

  behaviour(
    'addresses.gateway',
    "`--gateway` is the address of the network's bridge and the next hop of its containers' default route",
    {
      docs,
      needs: ['visible-bridges'],
      relies: ['subnet', 'gateway-address', 'bridge-gateway'],
      why: 'A program of the host that listens at the gateway address for its containers cannot be started or reached.',
    },
    async () => {
      const { drawn, one } = world;
      const gateway = drawn.addressAt('.9');
      const [inspected, routes, onHost] = await Promise.all([
        drawn.inspect(),
        from(one).routes(),
        fromEngineHost.addresses(),
      ]);
      fact('the gateway of the network in inspect', gatewayOf(inspected)).is(gateway);
      fact('the gateway of the container in inspect', one.gateway).is(gateway);
      const next = routes.filter(({ destination }) => destination === '0.0.0.0').map((route) => route.gateway);
      fact("the gateways of the container's default routes", next).is([gateway]);
      const subnet = subnetOf(inspected);
      const ofHost = onHost.map(({ address }) => address).filter((address) => inSubnet(address, subnet));
      fact("the addresses of the host in the network's subnet", ofHost).is([gateway]);
    },
  );

  behaviour(
    'addresses.range',
    'Containers without `--ip` get addresses of `--ip-range`',
    {
      docs,
      relies: ['subnet', 'ip-range', 'inspect-address'],
      why: 'The engine assigns an address that was set aside for a router or a printer on the same subnet.',
    },
    async () => {
      const { drawn, one, other } = world;
      const range = reported('the subnet in the request', drawn.subnet).replace('.0/24', '.64/26');
      for (const { name, address } of [one, other])
        fact(`the IP address of ${name}`, address).satisfies(`in the IP range`, (found) => inSubnet(found, range));
    },
  );

  behaviour(
    'addresses.overlap-refused',
    'A network whose subnet overlaps that of another network is refused',
    {
      docs,
      relies: ['subnet', 'overlap-refused'],
      controlsRely: ['peers', 'inspect-address'],
      why: 'Two networks share addresses: packets for a container of one reach a container of the other, or nobody.',
    },
    async () => {
      const { drawn, one, other, overlapping, inside, around } = world;
      for (const { subnet, attempted } of [
        { subnet: 'that subnet', attempted: overlapping },
        { subnet: 'a half of it', attempted: inside },
        { subnet: 'twice its addresses', attempted: around },
      ]) {
        const answer = attempted.kind === 'refused' ? attempted.message : attempted.kind;
        fact(`the engine's answer to a second network with ${subnet}`, answer).satisfies(
          'a refusal that names the overlap',
          namesOverlap,
        );
      }
      const [networks, page] = await Promise.all([theEngine.networks(), from(one).get(other.url)]);
      const subnet = reported('the subnet in the request', drawn.subnet);
      const inUse = networks.filter(({ IPAM }) =>
        IPAM?.Config?.some(({ Subnet }) => Subnet?.includes('.') && overlap(Subnet, subnet)),
      );
      fact('the networks with addresses of the subnet', inUse.map(({ Name }) => Name).toSorted()).is([
        drawn.engineName,
      ]);
      await expect(page).toBeAnsweredBy(other);
    },
  );

  behaviour(
    'addresses.inspect-agrees',
    'Container inspect, network inspect and the interface show the same addresses and the same MAC address',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/inspect/',
      relies: ['subnet', 'inspect-address', 'inspect-mac'],
      why: 'Proxies and monitors that read addresses from the API send their requests to nobody.',
    },
    async () => {
      const { drawn, one } = world;
      const [inspected, interfaces] = await Promise.all([drawn.inspect(), from(one).interfaces()]);
      const shown = inspected.Containers?.[one.id];
      fact('the container in network inspect', [shown?.IPv4Address, shown?.MacAddress]).is([
        `${one.address}/24`,
        one.endpoint?.MacAddress,
      ]);
      fact("the MAC address of the container's eth0", interfaces.find(({ name }) => name === 'eth0')?.mac).is(
        reported('the MAC address in inspect', one.endpoint?.MacAddress),
      );
    },
  );
});
