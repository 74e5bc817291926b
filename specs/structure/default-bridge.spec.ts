import {
  attachmentsOf,
  behaviour,
  clientAddress,
  describe,
  eventually,
  expect,
  fact,
  from,
  fromEngineHost,
  reported,
  scenario,
  withoutTunnels,
} from '../../helpers/behaviour/index.ts';
import { inSubnet } from '../../helpers/behaviour/subnet.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/';

describe('Three containers started without `--network`', () => {
  const world = scenario(({ nginx }) => ({ one: nginx(), other: nginx(), leaving: nginx() }));

  behaviour(
    'structure.default-bridge',
    'A container started without `--network` is attached to the docker0 bridge',
    {
      docs,
      needs: ['visible-bridges', 'docker0'],
      relies: ['default-bridge', 'veth', 'docker0-address', 'docker0-traffic', 'docker0-route'],
      why: 'Firewall rules, monitoring and guides written for docker0 do not apply to containers started without options.',
    },
    async () => {
      const { one } = world;
      fact("the container's networks in inspect", Object.keys(one.inspectedAtStart().NetworkSettings.Networks)).is([
        'bridge',
      ]);
      const [addresses, routes, { hostEnds }] = await Promise.all([
        fromEngineHost.addresses(),
        from(one).routes(),
        attachmentsOf(one),
      ]);
      const bridges = hostEnds.flat().map((end) => end?.master);
      fact("the bridges that the container's interfaces are attached to", bridges).is(['docker0']);
      const onDocker0 = addresses.filter((found) => found.interface === 'docker0');
      const ofDocker0 = onDocker0.find(({ address }) => address.includes('.'))?.address;
      const docker0 = reported('the IPv4 address of docker0', ofDocker0);
      const subnet = `${docker0}/${one.endpoint?.IPPrefixLen}`;
      fact("the container's IP address", one.address).satisfies(`in the subnet of docker0, ${subnet}`, (address) =>
        inSubnet(address, subnet),
      );
      const gateway = routes.find(({ destination }) => destination === '0.0.0.0')?.gateway;
      fact("the gateway of the container's default route", gateway).is(docker0);
    },
  );

  behaviour(
    'structure.container-interfaces',
    'A container on the default bridge has the interfaces eth0 and lo and no others',
    {
      docs,
      relies: ['default-bridge', 'inspect-address'],
      why: 'A third interface is an unexpected way in and out that bypasses the rules written for eth0.',
    },
    async () => {
      const { one } = world;
      const [interfaces, addresses, byLoopback, byAddress] = await Promise.all([
        from(one).interfaces(),
        from(one).addresses(),
        from(one).get('http://127.0.0.1'),
        from(one).get(one.url),
      ]);
      const names = withoutTunnels(interfaces).map(({ name }) => name);
      fact("the container's interfaces, up or down", names.toSorted()).is(['eth0', 'lo']);
      fact("the container's addresses", addresses).is(['127.0.0.1', one.address].toSorted());
      await expect(byLoopback).toBeAnsweredBy(one);
      await expect(byAddress).toBeAnsweredBy(one);
    },
  );

  behaviour(
    'structure.same-bridge-reachable',
    'Containers on the default bridge reach each other by IP address',
    {
      docs,
      needs: ['visible-bridges', 'docker0', 'default-bridge-icc'],
      relies: ['default-bridge', 'veth', 'docker0-peers', 'inspect-address', 'peer-address'],
      why: 'Containers started without options cannot communicate.',
    },
    async () => {
      const { one, other } = world;
      const [there, back, { eth0 }] = await Promise.all([
        from(one).get(other.url),
        from(other).get(one.url),
        attachmentsOf(one, other),
      ]);
      await expect(there).toBeAnsweredBy(other);
      await expect(back).toBeAnsweredBy(one);
      const bridges = eth0.map((end) => end?.master);
      fact('the bridges that both veth pairs are attached to', bridges).is(['docker0', 'docker0']);
      // masquerading would show the gateway's address
      fact('the client address that one container sees', clientAddress(there)).is(one.address);
      fact('the client address that the other container sees', clientAddress(back)).is(other.address);
    },
  );

  behaviour(
    'structure.veth-pair',
    'Each container has its own veth pair, which is removed with the container',
    {
      docs,
      needs: ['visible-bridges'],
      relies: ['default-bridge', 'veth'],
      why: 'Leftover interfaces pile up on the host until starting a container becomes slow or fails.',
    },
    async () => {
      const { one, other, leaving } = world;
      const { eth0: ends } = await attachmentsOf(one, other, leaving);
      const names = ends.map((end) => end?.name ?? 'none');
      fact("the host ends of the three containers' veth pairs", names).satisfies(
        'three different interfaces',
        (found) => new Set(found).size === 3,
      );
      const bridges = ends.map((end) => end?.master);
      fact('the bridges that the three veth pairs are attached to', bridges).satisfies(
        'one and the same bridge',
        ([first, ...rest]) => first !== undefined && rest.every((bridge) => bridge === first),
      );

      await leaving.remove();
      const left = await eventually(
        async () => (await fromEngineHost.interfaces()).map(({ name }) => name).filter((name) => names.includes(name)),
        (found) => found.length < 3,
      );
      fact('the host ends that are left once the third container is removed', left.toSorted()).is(
        names.slice(0, 2).toSorted(),
      );
    },
  );
});
