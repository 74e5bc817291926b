import { randomBytes } from 'node:crypto';
import {
  behaviour,
  bridgeOf,
  describe,
  expect,
  fact,
  from,
  fromEngineHost,
  interfaceOn,
  scenario,
} from '../../helpers/behaviour/index.ts';

const options = 'https://docs.docker.com/engine/network/drivers/bridge/#options';
const docs = 'https://docs.docker.com/reference/cli/docker/network/connect/';

/** Unique on the host, which other runs may use as well. */
const BRIDGE = `dnc${randomBytes(4).toString('hex')}`;

describe('Containers on a bridge with a chosen name, and on one where an interface has options of its own', () => {
  const world = scenario(({ network, nginx, attempt }) => {
    const named = network({
      driver: 'bridge',
      options: {
        'com.docker.network.bridge.name': BRIDGE,
        'com.docker.network.container_iface_prefix': 'lan',
      },
    });
    const bridge = network({ driver: 'bridge' });
    return {
      named,
      bridge,
      onNamed: nginx({ on: named, sysctls: { 'net.core.somaxconn': '1031' } }),
      configured: nginx({
        on: bridge,
        interfaceName: 'dmz0',
        interfaceSysctls: { 'net.ipv4.conf.IFNAME.tag': '7' },
        alsoOn: [{ on: named }],
      }),
      byName: attempt(nginx({ on: bridge, sysctls: { 'net.ipv4.conf.eth0.tag': '7' } })),
    };
  });

  behaviour(
    'interfaces.bridge-name',
    'The option `bridge.name` names the bridge of a network on the host',
    {
      docs: options,
      needs: ['visible-bridges'],
      relies: ['bridge-name', 'bridge-gateway'],
      why: 'Firewall rules and packet captures that name the bridge match nothing.',
    },
    async () => {
      fact('the name of the bridge', (await bridgeOf(world.named)).name).is(BRIDGE);
    },
  );

  behaviour(
    'interfaces.prefix',
    "The option `container_iface_prefix` names the interfaces of a network's containers",
    {
      docs: options,
      relies: ['interface-prefix'],
      why: 'Programs that are configured for an interface by its name do not start.',
    },
    async () => {
      const { named, onNamed } = world;
      fact("the name of the container's interface", (await interfaceOn(onNamed, named)).name).is('lan0');
    },
  );

  behaviour(
    'interfaces.name-chosen',
    'An endpoint has the interface name that it was given, also after a restart',
    {
      docs,
      relies: ['interface-name', 'peers'],
      why: 'With several networks, no program in the container knows which interface is on which network.',
    },
    async () => {
      const { bridge, named, onNamed, configured } = world;
      fact('the name of the interface', (await interfaceOn(configured, bridge)).name).is('dmz0');
      await configured.restart();
      fact('the name of the interface after a restart', (await interfaceOn(configured, bridge)).name).is('dmz0');
      fact('the name of the interface on the other network', (await interfaceOn(configured, named)).name).isNot('dmz0');
      await expect(from(onNamed).get(`http://${configured.addressOn(named)}`)).toBeAnsweredBy(configured);
    },
  );

  behaviour(
    'interfaces.sysctl-of-endpoint',
    'A sysctl of an endpoint is set on its interface and on no other',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/connect/#sysctl',
      relies: ['interface-sysctl'],
      why: 'A filter or forwarding that was set for one network is off there, or on everywhere.',
    },
    async () => {
      const { bridge, named, configured } = world;
      const [own, other] = await Promise.all([interfaceOn(configured, bridge), interfaceOn(configured, named)]);
      const [ofOwn, ofOther] = await Promise.all([
        from(configured).sysctl(`net.ipv4.conf.${own.name}.tag`),
        from(configured).sysctl(`net.ipv4.conf.${other.name}.tag`),
      ]);
      fact('the sysctl of the interface that it was given for', ofOwn).is('7');
      fact('the sysctl of the other interface', ofOther).is('0');
    },
  );

  behaviour(
    'interfaces.sysctl-by-name-refused',
    'A container with `--sysctl` for the interface eth0 is refused',
    {
      docs: 'https://docs.docker.com/engine/release-notes/28/',
      relies: ['interface-sysctl-refused'],
      why: 'A sysctl is set on the interface of another network than the user had in mind.',
    },
    async () => {
      const { byName, onNamed } = world;
      fact("the engine's answer to `--sysctl net.ipv4.conf.eth0.…`", byName.kind).is('refused');
      if (byName.kind === 'refused')
        fact('the error message', byName.message).satisfies('names the option to use instead', (message) =>
          message.includes('com.docker.network.endpoint.sysctls'),
        );
      await expect(from(onNamed).get('http://127.0.0.1')).toBeAnsweredBy(onNamed);
    },
  );

  behaviour(
    'interfaces.sysctl',
    'A network sysctl of `--sysctl` is set in the container, and neither on its host nor in its peers',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/container/run/#sysctl',
      relies: ['container-sysctl'],
      why: 'A setting for one container changes all of the machine, or is lost.',
    },
    async () => {
      const { onNamed, configured } = world;
      const name = 'net.core.somaxconn';
      const [own, peer, host] = await Promise.all([
        from(onNamed).sysctl(name),
        from(configured).sysctl(name),
        fromEngineHost.sysctl(name),
      ]);
      fact('the sysctl in the container', own).is('1031');
      fact('the sysctl in another container', peer).isNot('1031');
      fact('the sysctl on the host', host).isNot('1031');
    },
  );
});
