import {
  behaviour,
  closedTo,
  describe,
  expect,
  expectHostPortsOfInspect,
  expectingNoAnswer,
  fact,
  from,
  fromPublishingHost,
  lastingAddresses,
  networkOfDefaultRoute,
  nonEmpty,
  scenario,
} from '../../helpers/behaviour/index.ts';

const HOST_BINDING = 'com.docker.network.bridge.host_binding_ipv4';

describe('Options of networks that newer versions of Docker Compose pass on', () => {
  const world = scenario(({ compose }) => ({
    bound: compose({
      services: {
        web: { ports: ['80'], networks: ['local'] },
        control: { ports: ['80'] },
      },
      networks: { local: { driver_opts: { [HOST_BINDING]: '127.0.0.1' } } },
    }),
    binding: compose({
      services: { web: { ports: ['80'], networks: { default: { driver_opts: { [HOST_BINDING]: '127.0.0.1' } } } } },
      later: true,
    }),
    routed: compose({
      services: { web: { networks: { first: {}, second: {}, third: { gw_priority: 1 } } } },
      networks: { first: {}, second: {}, third: {} },
      later: true,
    }),
    named: compose({ services: { web: { networks: { default: { interface_name: 'lan7' } } } }, later: true }),
  }));

  /** A service's port is published at 127.0.0.1, and at no other address of the host. */
  async function expectOnLoopbackAlone(web: ReturnType<typeof world.bound.service>): Promise<void> {
    const control = world.bound.service('control');
    const bound = web.bindings(80).map(({ HostIp }) => HostIp);
    fact('the host addresses of the binding in inspect', bound.join(', ')).is('127.0.0.1');
    await expect(fromPublishingHost.get(web.publishedAt('127.0.0.1'))).toBeAnsweredBy(web);
    const others = (await lastingAddresses(4)).filter((address) => !address.startsWith('127.'));
    for (const address of nonEmpty('the addresses of the host beside 127.0.0.1', others)) {
      const answered = fromPublishingHost.get(control.publishedAt(address));
      const page = fromPublishingHost.get(web.publishedAt(address), expectingNoAnswer);
      await expect(page).toBeBlocked({ control: answered, answeredBy: control });
    }
    // for another address, inspect says itself that the promise is broken
    if (bound.join() === '127.0.0.1') await expectHostPortsOfInspect(web);
  }

  behaviour(
    'compose.driver-opts',
    "The driver option host_binding_ipv4 of a network decides where its services' ports are published",
    {
      docs: 'https://docs.docker.com/reference/compose-file/networks/#driver_opts',
      needs: ['docker-compose', 'default-host-address', 'default-network-host-address'],
      relies: ['compose-driver-options', 'compose-ports'],
      why: 'Ports that are meant for this machine alone are open to the network.',
      security: closedTo('another host', 'a port that a network binds to 127.0.0.1'),
    },
    async () => {
      await expectOnLoopbackAlone(world.bound.service('web'));
    },
  );

  behaviour(
    'compose.service-driver-opts',
    "A service's own driver option host_binding_ipv4 decides where its ports are published",
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#driver_opts',
      needs: ['docker-compose', 'default-host-address', 'default-network-host-address'],
      relies: ['compose-ports'],
      why: "A port by the documentation's own example is open to the network instead of this machine alone.",
      security: closedTo('another host', 'a port that a service binds to 127.0.0.1 by its driver_opts'),
    },
    async () => {
      await world.binding.up();
      await expectOnLoopbackAlone(world.binding.service('web'));
    },
  );

  behaviour(
    'compose.gw-priority',
    'The network with the highest gw_priority gives a service its default gateway',
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#gw_priority',
      needs: ['docker-compose'],
      relies: ['compose-gateway-priority'],
      why: 'A service leaves by another network than the file says, past the firewall that was meant for it.',
    },
    async () => {
      const { routed } = world;
      await routed.up();
      const all = ['first', 'second', 'third'].map((name) => routed.network(name));
      fact('the network of the default route', await networkOfDefaultRoute(routed.service('web'), all)).is(
        routed.network('third').name,
      );
    },
  );

  behaviour(
    'compose.interface-name',
    "A service's interface has the `interface_name` that the Compose file sets for the network",
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#interface_name',
      needs: ['docker-compose'],
      relies: ['compose-interface-name'],
      why: 'A program that is configured for an interface by its name finds another one there.',
    },
    async () => {
      await world.named.up();
      const interfaces = await from(world.named.service('web')).interfaces();
      fact(
        'the interfaces in the container',
        interfaces.map(({ name }) => name),
      ).includes('lan7');
    },
  );
});
