import {
  beforeEntryExpires,
  behaviour,
  describe,
  expect,
  fact,
  from,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://github.com/moby/moby/pull/48808';
const controlsRely = ['disconnect'] as const;

describe('A server and its client on a network with both IP families, and a visitor that takes its addresses over', () => {
  const world = scenario(({ network, nginx }) => {
    const bridge = network({ driver: 'bridge', subnet: 'drawn', ipv6: true });
    const elsewhere = network({ driver: 'bridge', ipv6: true });
    return {
      bridge,
      elsewhere,
      client: nginx({ on: bridge, ip: '.20' }),
      server: nginx({ on: bridge, ip: '.30', ip6: '::30' }),
      visitor: nginx({ on: elsewhere }),
    };
  });

  type Taken = { readonly ip: '.30' | '.31'; readonly ip6?: '::30' };

  /** The visitor takes over an address of the server that stopped, which its client knows by this URL. */
  const takeOver = async (url: string, taken: Taken): Promise<void> => {
    const { bridge, client, server, visitor } = world;
    await expect(from(client).get(url)).toBeAnsweredBy(server);
    await server.stop();
    const { State } = await server.inspect();
    fact('whether the old container runs after `docker stop`', State.Running).is(false);
    if (State.Running) return;
    await using _ = restoring(async () => {
      try {
        await visitor.disconnect(bridge);
      } finally {
        await server.start();
      }
    });
    await visitor.connect(bridge, taken);
    await expect(from(client).get(url, beforeEntryExpires)).toBeAnsweredBy(visitor);
  };

  behaviour(
    'interfaces.address-taken-over-dual-stack',
    'On a network with IPv6, a container is reachable at once at an IPv4 address that another one had before',
    {
      docs,
      needs: ['ipv6'],
      relies: ['static-address', 'static-at-connect', 'address-announcement', 'peers', 'connect', 'stop'],
      controlsRely,
      why: 'With IPv6 enabled, clients get no answer for many seconds after the replacement of a service.',
    },
    async () => takeOver(world.server.url, { ip: '.30' }),
  );

  behaviour(
    'interfaces.address-taken-over-ipv6',
    'A container is reachable at once at an IPv6 address that another container had before',
    {
      docs,
      needs: ['ipv6'],
      relies: ['static-address', 'static-at-connect', 'peers-ipv6', 'connect', 'stop'],
      controlsRely,
      why: 'After the replacement of a service, clients that prefer IPv6 get no answer for many seconds.',
    },
    // an engine may derive the MAC address from the IPv4 address: the new one is another
    async () => takeOver(world.server.url6, { ip: '.31', ip6: '::30' }),
  );
});
