import { nginx } from '../declare.ts';
import { serverWords } from './nginx.ts';
import { hostVariable, inScript, plainName, unless, variable, word } from './script.ts';

/** The link between the engine's host and a LAN host of a script: a network for benchmarks, which nobody should use (RFC 2544). */
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

/** The variable that has the address of a host on the link of several engine hosts. */
export function addressVariable(name: string): string {
  return variable(name, 'address');
}

/** The variable that has what runs a command on another host. */
export function shellVariable(name: string): string {
  return variable(name, 'shell');
}

/** The variable that has the process of a LAN host, whose network namespace is entered. */
export function processVariable(name: string): string {
  return variable(name, 'pid');
}

/** The condition without which a host cannot be changed. */
export function needsShell(name: string): string {
  return unless(
    isSet(shellVariable(name)),
    `Set ${shellVariable(name)} to what runs a command as root on the host ${plainName(name)}, such as "ssh root@${plainName(name)}".`,
  );
}

/** The condition that a host with an engine of its own is named. */
export function needsEngineHost(name: string): string {
  const [own, address] = [hostVariable(name), addressVariable(name)];
  return unless(
    `${isSet(own)} && ${isSet(address)}`,
    `Set ${own} to the DOCKER_HOST of an engine on a host of its own, and ${address} to the address of that host.`,
  );
}

/** The condition that a host without an engine is named, beside hosts with engines of their own. */
export function needsBareHost(name: string): string {
  const [shell, address] = [shellVariable(name), addressVariable(name)];
  return unless(
    `${isSet(shell)} && ${isSet(address)}`,
    `Set ${shell} to what runs a command as root on a host beside the others, such as "ssh root@${plainName(name)}", and ${address} to its address, where it answers on port 80.`,
  );
}

const isSet = (name: string): string => `[ -n "\${${name}:-}" ]`;

/** What a LAN host takes; `isResolver` where containers are given it as their DNS server. */
export function needsOfLanHost(name: string, isResolver: boolean): string[] {
  const isRoot = unless(
    '[ "$(id -u)" = 0 ] && command -v ip nsenter >/dev/null',
    `Run this as root on the engine's host, with iproute2: it joins ${plainName(name)}, which stands for another host, to this one.`,
  );
  const hasSuite = unless(
    '[ -e fixtures/lab/dns-server.ts ]',
    `Run this with Node 24 in a checkout of docker-network-conformance: ${plainName(name)} is its DNS server.`,
  );
  return isResolver ? [isRoot, hasSuite] : [isRoot];
}

/**
 * Another host on one link with the engine's: a container without a network, joined to this host by a veth pair; and a
 * DNS server, where containers are given it as one.
 */
export function lanHostLines(name: string, { isResolver, ipv6 }: { isResolver: boolean; ipv6: boolean }): string[] {
  const pid = processVariable(name);
  const inside = `nsenter --target "$${pid}" --net`;
  const { interface: link, engineHost, lanHost, engineHost6, lanHost6 } = LAN;
  return [
    `# ${inScript(name)} stands for another host of the LAN: a container without a network, joined to this host by a veth pair.`,
    `docker run -d --name ${inScript(name)} --network none ${serverWords(name, nginx(ipv6 ? { on: withIpv6 } : {}))
      .map(word)
      .join(' ')}`,
    `${pid}=$(docker inspect --format '{{.State.Pid}}' ${inScript(name)})`,
    `ip link add ${link} type veth peer name eth0 netns "$${pid}"`,
    `ip address add ${engineHost}/24 dev ${link} && ip link set ${link} up`,
    `${inside} ip address add ${lanHost}/24 dev eth0 && ${inside} ip link set eth0 up`,
    ...(ipv6
      ? [`ip address add ${engineHost6}/64 dev ${link} nodad`, `${inside} ip address add ${lanHost6}/64 dev eth0 nodad`]
      : []),
    ...(isResolver ? resolverLines(name, inside) : []),
  ];
}

/** Stands for a network with IPv6, so that nginx listens on both families. */
const withIpv6 = { kind: 'network', driver: 'bridge', across: [], subnet6: '::/64' } as const;

/** The suite's own DNS server, in the network of a LAN host. */
function resolverLines(name: string, inside: string): string[] {
  const program = `import(process.cwd() + "/fixtures/lab/dns-server.ts").then((lab) => lab.startDnsServer())`;
  return [
    `${inside} node --eval '${program}' &`,
    `${variable(name, 'dns')}=$!`,
    `timeout 10 sh -c "until ${inside.replaceAll('"', '')} grep -q ' 00000000:0035 ' /proc/net/udp; do sleep 0.1; done"`,
  ];
}

/** What a network plugin takes. */
export function needsOfPlugin(name: string): string {
  return unless(
    '[ "$(id -u)" = 0 ] && [ -e fixtures/network-plugin/plugin.ts ]',
    `Run this as root on the engine's host, with Node 24 and iproute2, in a checkout of docker-network-conformance: ${plainName(name)} is its network plugin.`,
  );
}

/** A network driver of the suite's own beside the engine. */
export function pluginLines(name: string): string[] {
  const driver = inScript(name);
  return [
    'plugins=${PLUGINS:-/run/docker/plugins}',
    `unshare --net -- node fixtures/network-plugin/plugin.ts "$plugins" ${driver} $$ "\${IP:-ip}" &`,
    `${processVariable(name)}=$!`,
    `timeout 10 sh -c "until [ -S $plugins/${driver}.sock ]; do sleep 0.1; done"`,
  ];
}
