import {
  behaviour,
  closedTo,
  describe,
  expect,
  expectNoHostPort,
  fact,
  from,
  noNetwork,
  scenario,
  reported,
  withoutTunnels,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/none/';
const LOOPBACK = new Set(['127.0.0.1', '::1']);
const LINK_LOCAL = /^(fe80|ff00):/;

describe('A container on the network none', () => {
  const world = scenario(({ network, nginx }) => {
    const bridge = network({ driver: 'bridge' });
    return {
      bridge,
      alone: nginx({ on: noNetwork, publish: 80 }),
      peer: nginx({ on: bridge }),
      client: nginx({ on: bridge }),
      published: nginx({ publish: 80 }),
    };
  });

  behaviour(
    'none.no-address',
    'A container on `none` has no IP address and no driver options in inspect',
    {
      docs,
      relies: ['no-network'],
      why: 'A container that was cut off on purpose has an address after all, and can be reached.',
    },
    async () => {
      const { Networks } = (await world.alone.inspect()).NetworkSettings;
      fact("the container's networks in inspect", Object.keys(Networks)).is(['none']);
      const { IPAddress, GlobalIPv6Address, DriverOpts } = reported(
        'the endpoint on none in inspect',
        Networks['none'],
      ) as Record<string, unknown>;
      fact('IPAddress, GlobalIPv6Address and DriverOpts in inspect', [IPAddress, GlobalIPv6Address, DriverOpts]).is([
        '',
        '',
        null,
      ]);
    },
  );

  behaviour(
    'none.loopback-only',
    'A container on `none` has a loopback interface and nothing else',
    {
      docs,
      relies: ['no-network', 'own-loopback'],
      why: 'A job that must not phone home has an interface to do so, or lacks the loopback interface that its own processes use.',
    },
    async () => {
      const alone = from(world.alone);
      const [interfaces, ipv4, ipv6, itself] = await Promise.all([
        alone.interfaces(),
        alone.addresses(),
        alone.addresses6(),
        alone.reach(world.alone, { at: '127.0.0.1' }),
      ]);
      const names = withoutTunnels(interfaces).map(({ name }) => name);
      fact("the container's interfaces, up or down", names).is(['lo']);
      fact("the container's IPv4 addresses", ipv4).is(['127.0.0.1']);
      fact(
        "the container's IPv6 addresses other than ::1",
        ipv6.filter((address) => address !== '::1'),
      ).is([]);
      await expect(itself).toBeOpen();
    },
  );

  behaviour(
    'none.isolated',
    'A container on `none` cannot reach other containers, and has no address at which they could reach it',
    {
      docs,
      relies: ['no-network'],
      controlsRely: ['peers', 'inspect-address'],
      why: 'Untrusted code that was started without a network reaches other containers, or is reached by them.',
      security: closedTo('a container on none', 'another container, or is reached by one'),
    },
    async () => {
      const { alone, peer, client } = world;
      const [toPeer, control, addresses, addresses6, routes] = await Promise.all([
        from(alone).reach(peer),
        from(client).reach(peer),
        from(alone).addresses(),
        from(alone).addresses6(),
        from(alone).everyRoute(),
      ]);
      await expect(toPeer).toHaveNoRoute({ control });
      // every interface that is up has link-local ones, with or without a peer
      fact(
        "the container's routes in every table, beyond its loopback interface and a link",
        routes.filter((destination) => !LINK_LOCAL.test(destination)),
      ).is([]);
      fact(
        "the container's addresses beyond its loopback interface and a link",
        [...addresses, ...addresses6].filter((address) => !LOOPBACK.has(address) && !LINK_LOCAL.test(address)),
      ).is([]);
    },
  );

  behaviour(
    'none.publishes-nothing',
    'Publishing a port of a container on `none` binds no host port',
    {
      docs,
      relies: ['no-network'],
      controlsRely: ['default-bridge', 'published-ports', 'docker0-address', 'docker0-traffic'],
      why: 'A port that was published by mistake opens a container that was cut off on purpose.',
    },
    async () => {
      const { alone, published } = world;
      fact('the bindings of the port to publish in inspect', alone.bindings(80)).is([]);
      await expect(from(alone).get('http://127.0.0.1:80')).toBeAnsweredBy(alone);
      await expectNoHostPort(alone, { control: published });
    },
  );
});
