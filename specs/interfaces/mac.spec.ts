import {
  behaviour,
  defaultBridge,
  describe,
  expect,
  fact,
  from,
  interfaceOn,
  restoring,
  scenario,
  withoutTunnels,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/container/run/#network';

/** Locally administered, and derived from no address. */
const CHOSEN = '02:50:00:00:00:21';
const AT_CONNECT = '02:50:00:00:00:22';
const ON_DEFAULT = '02:50:00:00:00:23';

describe('A container with a chosen MAC address on two networks, and two containers without one', () => {
  const world = scenario(({ network, nginx, attempt }) => {
    const [bridge, second] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    return {
      bridge,
      second,
      chosen: nginx({ on: bridge, mac: CHOSEN, alsoOn: [{ on: second }] }),
      plain: nginx({ on: bridge }),
      visitor: nginx({ on: second }),
      onDefault: attempt(nginx({ on: defaultBridge, mac: ON_DEFAULT, sysctls: { 'net.core.somaxconn': '1033' } })),
    };
  });

  const macsOf = async (container: typeof world.chosen): Promise<string[]> =>
    withoutTunnels(await from(container).interfaces())
      .filter(({ name }) => name !== 'lo')
      .map(({ mac }) => mac);

  behaviour(
    'interfaces.mac-chosen',
    '`--mac-address` gives the interface that MAC address, also after a restart',
    {
      docs,
      relies: ['mac-address', 'peers', 'inspect-address'],
      why: 'Licences and DHCP reservations that are bound to the MAC address are lost.',
    },
    async () => {
      const { bridge, chosen, plain } = world;
      const expectChosen = async (when: string): Promise<void> => {
        fact(`the MAC address in inspect ${when}`, chosen.macOn(bridge)).is(CHOSEN);
        fact(`the MAC address of its interface ${when}`, (await interfaceOn(chosen, bridge)).mac).is(CHOSEN);
      };
      await expectChosen('at the start');
      await chosen.restart();
      await expectChosen('after a restart');
      // plain may know another container at the address that this one has now
      await expect(from(chosen).get(plain.url)).toBeAnsweredBy(plain);
      await expect(from(plain).get(chosen.url)).toBeAnsweredBy(chosen);
    },
  );

  behaviour(
    'interfaces.options-default-bridge',
    'A container on the default bridge has the MAC address and the network sysctl that it was created with',
    {
      docs,
      relies: ['mac-address', 'default-bridge'],
      why: 'Options that are tried on a network of their own are lost where a container is started without one.',
    },
    async () => {
      const { onDefault } = world;
      if (onDefault.kind !== 'running') return fact('the refusal by the engine', onDefault.message).is('none');
      const { container } = onDefault;
      const [macs, sysctl] = await Promise.all([macsOf(container), from(container).sysctl('net.core.somaxconn')]);
      fact('the MAC addresses of its interfaces', macs).is([ON_DEFAULT]);
      fact('the sysctl in the container', sysctl).is('1033');
    },
  );

  behaviour(
    'interfaces.mac-per-network',
    'A container has an interface for each of its networks, eth0 and eth1, with different MAC addresses',
    {
      docs: 'https://docs.docker.com/engine/network/#connecting-to-multiple-networks',
      relies: ['unique-mac', 'connect'],
      why: 'Scripts in images that configure eth0 and eth1 fail, or two networks on one link mix up their hosts.',
    },
    async () => {
      const { bridge, second, chosen } = world;
      const interfaces = withoutTunnels(await from(chosen).interfaces()).filter(({ name }) => name !== 'lo');
      fact("the names of the container's interfaces", interfaces.map(({ name }) => name).toSorted()).is([
        'eth0',
        'eth1',
      ]);
      const [first, other] = await Promise.all([interfaceOn(chosen, bridge), interfaceOn(chosen, second)]);
      fact('the MAC address on the second network', other.mac).isNot(first.mac);
      fact('the interface on the second network', other.name).isNot(first.name);
    },
  );

  behaviour(
    'interfaces.mac-at-connect',
    'A MAC address given to `docker network connect` is that of the new interface',
    {
      docs: 'https://docs.docker.com/reference/api/engine/version-history/',
      relies: ['mac-at-connect', 'connect'],
      why: 'A container that joins a network with a MAC address of its own is unknown to the DHCP server and the switch.',
    },
    async () => {
      const { bridge, visitor } = world;
      await visitor.connect(bridge, { mac: AT_CONNECT });
      await using _ = restoring(() => visitor.disconnect(bridge));
      fact('the MAC address in inspect', visitor.macOn(bridge)).is(AT_CONNECT);
      fact('the MAC address of the new interface', (await interfaceOn(visitor, bridge)).mac).is(AT_CONNECT);
    },
  );

  behaviour(
    'interfaces.mac-unique',
    'Containers have different MAC addresses, whatever was stopped and started between',
    {
      docs: 'https://github.com/moby/moby/issues/47146',
      relies: ['unique-mac', 'peers', 'connect', 'stop', 'inspect-address'],
      why: "Two containers with one MAC address receive each other's packets, and connections stall at random.",
    },
    async () => {
      const { bridge, chosen, plain, visitor } = world;
      await plain.stop();
      await using _ = restoring(async () => {
        await plain.start();
        await visitor.disconnect(bridge);
      });
      fact('whether the container runs after `docker stop`', (await plain.inspect()).State.Running).is(false);
      // it may get the address of the stopped container, and with it a MAC address that was derived from that
      await visitor.connect(bridge);
      await plain.start();
      const macs = (await Promise.all([macsOf(chosen), macsOf(plain), macsOf(visitor)])).flat();
      fact('the number of different MAC addresses of five interfaces', new Set(macs).size).is(5);
      const [fromChosen, fromVisitor] = await Promise.all([from(chosen).get(plain.url), from(visitor).get(plain.url)]);
      await expect(fromChosen).toBeAnsweredBy(plain);
      await expect(fromVisitor).toBeAnsweredBy(plain);
    },
  );
});
