import { imageInScript } from '../../images/roles.ts';
import { nginx } from '../declare.ts';
import { serverWords } from './nginx.ts';
import type { Plan } from './plan.ts';
import { hostVariable, scriptName, plainName, exitUnless, scriptVariable, shellWord } from './script.ts';

/**
 * The link between the engine's host and a LAN host of a script: a network for benchmarks, which nobody should use (RFC
 * 2544).
 */
export const LAN = {
  interface: 'repro0',
  subnet: '198.19.0.0/24',
  /** The upper half, where no host of the link has its address. */
  range: '198.19.0.128/25',
  engineHost: '198.19.0.1',
  lanHost: '198.19.0.2',
  engineHost6: 'fd98:19::1',
  lanHost6: 'fd98:19::2',
} as const;

/** The variable with the address of a host on the link of several engine hosts. */
export function addressVariable(name: string): string {
  return scriptVariable(name, 'address');
}

/** The variable with the command prefix that runs commands on another host. */
export function shellVariable(name: string): string {
  return scriptVariable(name, 'shell');
}

/** The variable with the process ID of a LAN host's container, whose network namespace is entered. */
export function processVariable(name: string): string {
  return scriptVariable(name, 'pid');
}

/** The condition that the command prefix of a host is set. */
export function needsShell(name: string): string {
  return exitUnless(
    isSet(shellVariable(name)),
    `Set ${shellVariable(name)} to a command prefix that runs commands as root on the host ${plainName(name)}, such as "ssh root@${plainName(name)}".`,
  );
}

/** The condition that the variables of an engine host are set. */
export function needsEngineHost(name: string): string {
  const [own, address] = [hostVariable(name), addressVariable(name)];
  return exitUnless(
    `${isSet(own)} && ${isSet(address)}`,
    `Set ${own} to the DOCKER_HOST of an engine on a separate host, and ${address} to the address of that host.`,
  );
}

/** The condition that the variables of a LAN host beside engine hosts are set. */
export function needsBareHost(name: string): string {
  const [shell, address] = [shellVariable(name), addressVariable(name)];
  return exitUnless(
    `${isSet(shell)} && ${isSet(address)}`,
    `Set ${shell} to a command prefix that runs commands as root on a host on the same link, such as "ssh root@${plainName(name)}", and ${address} to its address, where it answers on port 80.`,
  );
}

const isSet = (name: string): string => `[ -n "\${${name}:-}" ]`;

/** Prints the network namespace, and the boot of the kernel: two hosts may have the same number for the first. */
const PLACE = "'readlink /proc/self/ns/net; cat /proc/sys/kernel/random/boot_id'";

/** The condition that this runs on the engine's own host: elsewhere, interfaces would be added to the wrong host. */
function needsEnginesHost(name: string): string {
  const there = `docker run --rm --network host --entrypoint sh ${imageInScript('probe')} -c ${PLACE}`;
  return exitUnless(
    `[ "$(${there})" = "$(sh -c ${PLACE})" ]`,
    `Run this on the engine's own host: DOCKER_HOST is an engine on another host, or a rootless one, and ${plainName(name)} is on the LAN of its host.`,
  );
}

/** The conditions of a LAN host; `isResolver` where it is the DNS server of containers. */
export function needsOfLanHost(name: string, isResolver: boolean): string[] {
  const isRoot = exitUnless(
    '[ "$(id -u)" = 0 ] && command -v ip nsenter >/dev/null',
    `Run this as root on the engine's host, with iproute2: it connects ${plainName(name)}, a container in the role of a LAN host, to this host.`,
  );
  const hasSuite = exitUnless(
    '[ -e fixtures/lab/dns-server.ts ]',
    `Run this with Node 24 in a checkout of docker-network-conformance: ${plainName(name)} is its DNS server.`,
  );
  return [isRoot, needsEnginesHost(name), ...(isResolver ? [hasSuite] : [])];
}

/**
 * The commands for a LAN host: a container without a network, connected to this host by a veth pair, and its DNS server if
 * containers use it.
 */
export function lanHostLines(
  name: string,
  plan: Plan,
  { isResolver, ipv6 }: { isResolver: boolean; ipv6: boolean },
): string[] {
  const pid = processVariable(name);
  const inside = `nsenter --target "$${pid}" --net`;
  const { interface: link, engineHost, lanHost, engineHost6, lanHost6 } = LAN;
  return [
    `# ${scriptName(name)} is in the role of a LAN host: a container without a network, connected to this host by a veth pair.`,
    `docker run -d --name ${scriptName(name)} --network none ${serverWords(
      name,
      nginx(ipv6 ? { on: withIpv6 } : {}),
      plan,
    )
      .map(shellWord)
      .join(' ')}`,
    `${pid}=$(docker inspect --format '{{.State.Pid}}' ${scriptName(name)})`,
    `ip link add ${link} type veth peer name eth0 netns "$${pid}"`,
    `ip address add ${engineHost}/24 dev ${link} && ip link set ${link} up`,
    `${inside} ip address add ${lanHost}/24 dev eth0 && ${inside} ip link set eth0 up`,
    ...(ipv6
      ? [`ip address add ${engineHost6}/64 dev ${link} nodad`, `${inside} ip address add ${lanHost6}/64 dev eth0 nodad`]
      : []),
    ...(isResolver ? resolverLines(name, inside) : []),
  ];
}

/** A network with IPv6: on it, nginx listens on both families. */
const withIpv6 = { kind: 'network', driver: 'bridge', across: [], subnet6: '::/64' } as const;

/** The suite's own DNS server, in the network of a LAN host. */
function resolverLines(name: string, inside: string): string[] {
  const program = `import(process.cwd() + "/fixtures/lab/dns-server.ts").then((lab) => lab.startDnsServer())`;
  return [
    `${inside} node --eval '${program}' &`,
    `${scriptVariable(name, 'dns')}=$!`,
    `timeout 10 sh -c "until ${inside.replaceAll('"', '')} grep -q ' 00000000:0035 ' /proc/net/udp; do sleep 0.1; done"`,
  ];
}

/** The condition of a container that is a DNS server. */
export function needsDnsServer(name: string): string {
  return exitUnless(
    '[ -e fixtures/lab/dns.pl ]',
    `Run this in a checkout of docker-network-conformance: ${plainName(name)} runs its DNS server.`,
  );
}

/** A condition that no script meets. */
export function needsSeveralLanHosts(): string {
  return exitUnless('false', 'Run the suite for this: it has several LAN hosts, and a script connects one.');
}

/** The condition of a network plugin. */
export function needsOfPlugin(name: string): string {
  return exitUnless(
    '[ "$(id -u)" = 0 ] && [ -e fixtures/network-plugin/plugin.ts ]',
    `Run this as root on the engine's host, with Node 24 and iproute2, in a checkout of docker-network-conformance: ${plainName(name)} is its network plugin.`,
  );
}

/** The commands that start the suite's network plugin beside the engine. */
export function pluginLines(name: string): string[] {
  const driver = scriptName(name);
  return [
    'plugins=${PLUGINS:-/run/docker/plugins}',
    `unshare --net -- node fixtures/network-plugin/plugin.ts "$plugins" ${driver} $$ "\${IP:-ip}" &`,
    `${processVariable(name)}=$!`,
    `timeout 10 sh -c "until [ -S $plugins/${driver}.sock ]; do sleep 0.1; done"`,
  ];
}
