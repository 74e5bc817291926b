import {
  behaviour,
  describe,
  expect,
  expectConnectRefused,
  fact,
  from,
  required,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';
import { lastHostAddress, subnetOf } from '../../helpers/behaviour/subnet.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/connect/#ip';

/** In TEST-NET-1: no network has it. */
const OUTSIDE = '192.0.2.7';

describe('A visitor that is connected to a network with an IP range, to one with IPv6 and to others', () => {
  const world = scenario(({ network, nginx }) => {
    const ranged = network({ driver: 'bridge', subnet: 'drawn', ipRange: '.128/25' });
    const own = network({ driver: 'bridge' });
    const withIpv6 = network({ driver: 'bridge', ipv6: true });
    return {
      ranged,
      own,
      chosen: network({ driver: 'bridge' }),
      withIpv6,
      withStatic: nginx({ on: withIpv6, ip6: '::21' }),
      client: nginx({ on: ranged }),
      visitor: nginx({ on: own }),
    };
  });

  behaviour(
    'addresses.static-at-connect',
    '`docker network connect --ip` gives the address to running and stopped containers, also after a restart',
    {
      docs,
      relies: ['static-at-connect', 'peers', 'connect', 'disconnect', 'stop'],
      why: 'A container that joins a second network is unreachable there at the address that was chosen for it.',
    },
    async () => {
      const { ranged, client, visitor } = world;
      const expectAfterRestart = async (last: '.160' | '.161'): Promise<void> => {
        await visitor.restart();
        // by this request, the client learns of another MAC address
        await expect(from(visitor).get(client.url)).toBeAnsweredBy(client);
        await expect(from(client).get(`http://${ranged.addressAt(last)}`)).toBeAnsweredBy(visitor);
      };
      {
        await visitor.connect(ranged, { ip: '.160' });
        await using _ = restoring(() => visitor.disconnect(ranged));
        await expect(from(client).get(`http://${ranged.addressAt('.160')}`)).toBeAnsweredBy(visitor);
        await expectAfterRestart('.160');
      }
      await visitor.stop();
      await using _ = restoring(async () => {
        await visitor.start();
        await visitor.disconnect(ranged);
      });
      fact('whether the container runs after `docker stop`', (await visitor.inspect()).State.Running).is(false);
      const refusal = await visitor.tryConnect(ranged, { ip: '.161' });
      fact("the engine's answer while the container is stopped", refusal?.message ?? 'connected').is('connected');
      await visitor.start();
      await expect(from(client).get(`http://${ranged.addressAt('.161')}`)).toBeAnsweredBy(visitor);
      await expectAfterRestart('.161');
    },
  );

  behaviour(
    'addresses.static-outside-range',
    '`--ip` may be an address of the subnet outside `--ip-range`',
    {
      docs,
      relies: ['static-at-connect', 'peers', 'connect'],
      controlsRely: ['disconnect'],
      why: 'The addresses that were kept out of the range for static use cannot be used.',
    },
    async () => {
      const { ranged, client, visitor } = world;
      await visitor.connect(ranged, { ip: '.20' });
      await using _ = restoring(() => visitor.disconnect(ranged));
      fact('the IP address in inspect', visitor.addressOn(ranged)).is(ranged.addressAt('.20'));
      await expect(from(client).get(`http://${ranged.addressAt('.20')}`)).toBeAnsweredBy(visitor);
    },
  );

  behaviour(
    'addresses.static-without-subnet',
    '`--ip` may be an address of a subnet that the engine chose',
    {
      docs: 'https://github.com/moby/moby/pull/51583',
      needs: ['free-address-pools'],
      relies: ['static-at-connect', 'connect'],
      why: 'A Compose file that runs on one engine fails on another with "configured subnets only".',
    },
    async () => {
      const { chosen, visitor } = world;
      const subnet = subnetOf(await chosen.inspect());
      const ip = lastHostAddress(subnet.replace(/\/.*/, ''), Number(subnet.replace(/.*\//, ''))) as typeof OUTSIDE;
      const refusal = await visitor.tryConnect(chosen, { ip });
      await using _ = restoring(() => (refusal ? Promise.resolve() : visitor.disconnect(chosen)));
      fact("the engine's answer to an address of a subnet that it chose", refusal?.message ?? 'connected').is(
        'connected',
      );
      if (refusal) return;
      fact('the IP address in inspect', visitor.addressOn(chosen)).is(ip);
      fact("the container's own IP addresses", await from(visitor).addresses()).includes(ip);
    },
  );

  behaviour(
    'addresses.static-ipv6',
    '`--ip6` gives a container that IPv6 address, at its creation and by connect, and also after a restart',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/connect/',
      needs: ['ipv6'],
      relies: ['static-at-connect', 'connect'],
      why: 'A DNS record with the IPv6 address that was chosen for the container is useless.',
    },
    async () => {
      const { withIpv6, withStatic, visitor } = world;
      const subnet = required('IPv6 subnet', withIpv6.subnet6);
      await visitor.connect(withIpv6, { ip6: '::20' });
      await using _ = restoring(() => visitor.disconnect(withIpv6));
      const expectAddress = async (container: typeof visitor, last: string): Promise<void> => {
        const address = subnet.replace(/::\/\d+$/, last);
        fact(`the IPv6 address of ${container.name} in inspect`, container.address6On(withIpv6)).is(address);
        fact(`the IPv6 addresses of ${container.name}`, await from(container).addresses6()).includes(address);
      };
      await expectAddress(visitor, '::20');
      await expectAddress(withStatic, '::21');
      await Promise.all([visitor.restart(), withStatic.restart()]);
      await expectAddress(visitor, '::20');
      await expectAddress(withStatic, '::21');
    },
  );

  behaviour(
    'addresses.static-ipv6-taken',
    'A container is refused the `--ip6` of a running container',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/connect/',
      needs: ['ipv6'],
      relies: ['static-at-connect', 'connect'],
      why: 'Two servers have one address, or a container has another one than its firewall rules and DNS entries say.',
    },
    async () => {
      // the client is never restarted
      const { withIpv6, client } = world;
      await expectConnectRefused(client, withIpv6, { ip6: '::21' }, 'the address');
    },
  );
});
