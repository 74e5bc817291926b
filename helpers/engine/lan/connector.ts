import { randomBytes, randomInt } from 'node:crypto';
import type Dockerode from 'dockerode';
import { claimSubnet } from '../lab/claim-subnet.ts';
import { type Subnet, freeSubnet, routedSubnets } from '../lab/subnet.ts';
import type { Nic } from '../lab/switch.ts';
import type { Connector, HostAccess } from '../host-access.ts';
import { NETWORK_ONLY, startIdleOnHost } from '../idle-on-host.ts';
import { devices } from '../kernel-options.ts';
import { removeContainer } from '../sweep.ts';
import { errorText } from '../user-error.ts';
import { runScript } from './run-script.ts';

/** A link between the engine's host and a container without a network. */
export interface LanLink {
  readonly subnet: Subnet;
  /** The interface of the engine's host. */
  readonly own: Nic;
  /** The interface in the container, which has no address yet. */
  readonly peer: string;
}

/** Adds a veth pair, a macvlan and an ipvlan, as a run would, and removes them. */
const TRIAL = `
name=dnc$(tr -d - </proc/sys/kernel/random/uuid | head -c 8)
ip link add "$name" type veth
ip link add link "$name" name "m$name" type macvlan || echo 'no macvlan'
ip link delete "m$name" 2>/dev/null || :
ip link add link "$name" name "i$name" type ipvlan || echo 'no ipvlan'
ip link delete "$name"`;

/**
 * Starts the container, which may change the network of the engine's host (NET_ADMIN) and has no other capability. The
 * image is that of the role probe, which has `ip`. Gives the reason where the engine or its kernel refuses.
 */
export async function startConnector(
  engine: Dockerode,
  image: string,
  usernsRemap: boolean,
): Promise<Pick<HostAccess, 'connector' | 'noConnector'>> {
  let id: string | undefined;
  try {
    // the kernel moves an interface to the network of a process that this container sees
    id = await startIdleOnHost(engine, image, usernsRemap, { PidMode: 'host', ...NETWORK_ONLY });
    const printed = await runScript(engine, id, TRIAL);
    const lacks = (device: 'macvlan' | 'ipvlan'): string[] =>
      printed.includes(`no ${device}`) ? [devices[device].option] : [];
    return { connector: { id, lacksForMacvlan: lacks('macvlan'), lacksForIpvlan: lacks('ipvlan') } };
  } catch (error) {
    if (id) await removeContainer(engine, id);
    return { noConnector: `a container may not change the network of the engine's host (${errorText(error)})` };
  }
}

/** Connects a container without a network to the engine's host, by a link on a subnet that the host has no route to. */
export async function connectToHost(engine: Dockerode, { id }: Connector, container: string): Promise<LanLink> {
  const [table, { State }] = await Promise.all([
    runScript(engine, id, 'cat /proc/net/route'),
    engine.getContainer(container).inspect(),
  ]);
  const subnet = freeSubnet(routedSubnets(table), randomInt, claimSubnet);
  const { address, address6 } = subnet.host(OWN_NUMBER);
  const name = `dnc${randomBytes(4).toString('hex')}`;
  const script = [
    `ip link add ${name} type veth`,
    // an interface whose other end reaches no container would stay
    `trap 'ip link delete ${name}' EXIT`,
    // `3: NAME@PEER: …`
    `line=$(ip -o link show dev ${name}); rest=\${line#*@}; peer=\${rest%%:*}`,
    // iproute2 6.15 opens the file of the process, which takes another capability; busybox gives its number to the kernel
    `ip link set "$peer" netns ${State.Pid} 2>/dev/null || busybox ip link set "$peer" netns ${State.Pid}`,
    ...nicScript(name, address, address6),
    'trap - EXIT',
    'echo "$peer"',
  ];
  const peer = (await runScript(engine, id, script.join('\n'))).split('\n').at(-1) ?? '';
  return { subnet, own: { interface: name, address, address6 }, peer };
}

/** The lines that give an interface its addresses; a kernel may lack IPv6, and busybox the option nodad. */
export function nicScript(name: string, address: string, address6: string): string[] {
  const add6 = `ip -6 address add ${address6}/64 dev ${name}`;
  return [
    `ip address add ${address}/24 dev ${name}`,
    `ip link set ${name} up`,
    `${add6} nodad 2>/dev/null || ${add6} 2>/dev/null || :`,
  ];
}

/**
 * The lines that wait until an interface is up and no address of it is on trial (duplicate address detection): packets
 * sent earlier are lost, as if a firewall had dropped them.
 */
export function untilUp(name: string): string[] {
  const isUp = `[ "$(cat /sys/class/net/${name}/operstate)" = up ]`;
  const isTried = `ip -6 address show dev ${name} 2>/dev/null | grep -q tentative`;
  return [`left=100; until ${isUp} && ! ${isTried}; do left=$((left - 1)); [ $left -gt 0 ]; sleep 0.1; done`];
}

/** The host's own number on the link. */
const OWN_NUMBER = 11;
