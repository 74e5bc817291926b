import { quote } from '../../engine/quote.ts';
import { roleImages } from '../../images/roles.ts';
import { nginx } from '../declare.ts';
import { inRun, label, unless, word } from './script.ts';
import { runWords, serverOf } from '../servers.ts';

/** Stands in a server's configuration for a port that the script draws. */
const DRAWN_PORT = 65_001;

/** The name of the variable that has a member's drawn port. */
export function portVariable(name: string): string {
  return `${name}_port`;
}

/** The name of the variable that has a host's address on the link of a scenario's hosts. */
export function addressVariable(name: string): string {
  return `${name}_address`;
}

/** The variable that has this host's own address on that link. */
export const OWN_ADDRESS = 'host_address';

/** The prefix of the variable that runs a command on a host with an engine of its own. */
export function shellVariable(name: string): string {
  return `${name}_shell`;
}

/** The condition without which a host cannot be changed. */
export function needsShell(name: string): string {
  return unless(
    `[ -n "\${${shellVariable(name)}:-}" ]`,
    `Set ${shellVariable(name)} to what runs a command as root on the host ${name}, such as "ssh root@${name}".`,
  );
}

/** What a host without an engine must be given as, beside hosts with engines of their own. */
export function bareHostByHand(name: string): string[] {
  return [
    unless(
      `[ -n "\${${shellVariable(name)}:-}" ] && [ -n "\${${addressVariable(name)}:-}" ]`,
      `Set ${shellVariable(name)} to what runs a command as root on a host beside the others, such as "ssh root@${name}", and ${addressVariable(name)} to its address, where it answers on port 80.`,
    ),
  ];
}

/** Draws a port of the host: a fixed one may be somebody's. */
export function drawPort(name: string): string {
  return `${portVariable(name)}=$(shuf --input-range 20000-32000 --head-count 1)`;
}

const drawGroup = '$(shuf --input-range 4096-9999 --head-count 1)';

/** Draws the beginning of an IPv6 /64, with the colon after it. */
export const drawPrefix6 = `fdda:${drawGroup}:${drawGroup}:`;

/** The words of a server that answers on a drawn port of the host. */
export function atDrawnPort(name: string, words: (port: number) => readonly string[], address = ''): string {
  const port = `'"${address}$${portVariable(name)}"'`;
  return words(DRAWN_PORT).map(word).join(' ').replaceAll(String(DRAWN_PORT), port);
}

/** What a host with an engine of its own must be given as. */
export function engineHostByHand(name: string): string[] {
  return [
    unless(
      `[ -n "\${${name}:-}" ] && [ -n "\${${addressVariable(name)}:-}" ]`,
      `Set ${name} to the DOCKER_HOST of an engine on a host of its own, and ${addressVariable(name)} to that host's address.`,
    ),
  ];
}

/** A web server of the scenario that is no part of it: the suite's own nginx, on these networks. */
function server(name: string, network: string, port?: number): readonly string[] {
  const own = runWords(serverOf(nginx(), name.toLowerCase(), port), roleImages().nginx.reference);
  return ['run', '--detach', '--name', inRun(name), ...label, '--network', network, ...own];
}

/** A web server on this host, on its loopback address or on all: in the run, it was the test process itself. */
export function listenerByHand(name: string, everywhere: boolean): string[] {
  const port = `$${portVariable(name)}`;
  const ready = readyByHand(name, /start worker process /);
  if (!everywhere) {
    const run = atDrawnPort(name, (drawn) => server(name, 'host', drawn), '127.0.0.1:');
    return [drawPort(name), `docker ${run}`, ready];
  }
  // a kernel without IPv6 has no such addresses
  const also = `[ ! -e /proc/net/if_inet6 ] || ${name}_listen="${port}; listen [::]:${port}"`;
  const run = atDrawnPort(name, (drawn) => server(name, 'host', drawn)).replaceAll(port, `$${name}_listen`);
  return [drawPort(name), `${name}_listen=${port}`, also, `docker ${run}`, ready];
}

/** Waits until a server says in its log that it answers. */
export function readyByHand(name: string, ready: RegExp, docker = 'docker'): string {
  const look = `until ${docker} logs "$1" 2>&1 | grep -Eq "${ready.source}"; do sleep 0.1; done`;
  return `timeout 60 sh -c ${quote(look)} sh "${inRun(name)}"`;
}

/**
 * Another host on one link with the engine's: a network of its own, joined to this host's by a veth pair, in which a
 * container without a network answers and asks; and a resolver, where containers are given it as one.
 */
export function lanHostByHand(name: string, isResolver: boolean): string[] {
  return [
    unless(
      '[ "$(id -u)" = 0 ] && command -v ip >/dev/null',
      `Run this as root on the engine's host, with iproute2: it joins ${name}, which stands for another host, to this one.`,
    ),
    // networks for benchmarks, which should be on nobody's network: RFC 2544
    `link=198.19.$(shuf --input-range 1-254 --head-count 1) ${OWN_ADDRESS}=$link.1 ${addressVariable(name)}=$link.2 IP=\${IP:-ip}`,
    `docker ${server(name, 'none').map(word).join(' ')}`,
    readyByHand(name, /start worker process /),
    `inside=$(docker inspect --format '{{.State.Pid}}' "${inRun(name)}")`,
    `link6=${drawPrefix6} ${OWN_ADDRESS}6=$link6:1 ${addressVariable(name)}6=$link6:2`,
    'ip link add "dnc$$" type veth peer name eth0 netns "$inside"',
    `ip address add "$${OWN_ADDRESS}/24" dev "dnc$$" && ip link set "dnc$$" up`,
    `nsenter --target "$inside" --net "$IP" address add "$${addressVariable(name)}/24" dev eth0`,
    'nsenter --target "$inside" --net "$IP" link set eth0 up',
    // a host without IPv6 has no place for such addresses
    `{ ip address add "$${OWN_ADDRESS}6/64" dev "dnc$$" nodad && nsenter --target "$inside" --net "$IP" address add "$${addressVariable(name)}6/64" dev eth0 nodad; } 2>/dev/null || :`,
    ...(isResolver ? resolverByHand(name) : []),
  ];
}

/** The suite's own resolver, in the network of a LAN host. */
function resolverByHand(name: string): string[] {
  const program = 'const { startResolver } = await import(process.argv[1]); await startResolver();';
  return [
    'SUITE=$(realpath "${SUITE:-.}")',
    unless(
      '[ -e "$SUITE/fixtures/lab/dns-server.ts" ]',
      `Run this with Node 24 in a checkout of docker-network-conformance, or with SUITE set to one: ${name} is its resolver.`,
    ),
    `nsenter --target "$inside" --net node --input-type=module --eval ${quote(program)} "$SUITE/fixtures/lab/dns-server.ts" &`,
    `${name}_pid=$!`,
    `timeout 10 sh -c 'until nsenter --target "$1" --net grep -q " 00000000:0035 " /proc/net/udp; do sleep 0.1; done' sh "$inside"`,
  ];
}

/** A network driver of the suite's own beside the engine. */
export function pluginByHand(name: string): string[] {
  return [
    'SUITE=${SUITE:-.} PLUGINS=${PLUGINS:-/run/docker/plugins} IP=${IP:-ip}',
    unless(
      '[ "$(id -u)" = 0 ] && [ -e "$SUITE/fixtures/network-plugin/plugin.ts" ]',
      `Run this as root on the engine's host, with Node 24 and iproute2, in a checkout of docker-network-conformance or with SUITE set to one: ${name} is its network plugin.`,
    ),
    `unshare --net -- node "$SUITE/fixtures/network-plugin/plugin.ts" "$PLUGINS" "${inRun(name)}" $$ "$IP" &`,
    `${name}_pid=$!`,
    `timeout 10 sh -c 'until [ -S "$1" ]; do sleep 0.1; done' sh "$PLUGINS/${inRun(name)}.sock"`,
  ];
}
