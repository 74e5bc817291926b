import { dotted, prefixLengthOf } from '../engine/lab/subnet.ts';
import type { Command, CommandResult } from './batch.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';
import { ProbeError } from './outcome.ts';
import { lastLine } from './stderr.ts';

/** A network interface, as its kernel lists it. */
export interface Interface {
  readonly name: string;
  readonly index: number;
  /** The index of the other end of a veth pair, in that end's namespace; its own index for another interface. */
  readonly peerIndex: number;
  readonly up: boolean;
  /** The bridge that it is attached to. */
  readonly master: string | undefined;
  /** `02:42:ac:11:00:02`; `none` for an interface without one. */
  readonly mac: string;
  readonly mtu: number;
}

/** The tunnels that some kernels add to each new network namespace: net.core.fb_tunnels_only_for_init_net. */
const KERNEL_TUNNELS: ReadonlySet<string> = new Set([
  'tunl0',
  'gre0',
  'gretap0',
  'erspan0',
  'ip_vti0',
  'ip6_vti0',
  'sit0',
  'ip6tnl0',
  'ip6gre0',
]);

/** The interfaces that no kernel adds by itself, up or down. */
export function withoutTunnels(interfaces: readonly Interface[]): Interface[] {
  return interfaces.filter(({ name, up }) => up || !KERNEL_TUNNELS.has(name));
}

/** linux/if.h */
const IFF_UP = 1;

/** Parses the output of a command. Throws a ProbeError if the command failed. */
export function parseOutput<T>(result: CommandResult, what: string, parse: (text: string) => T): T {
  if (result.exitCode === 0) return parse(result.stdout);
  throw new ProbeError(`${what} cannot be read: ${lastLine(result.stderr.trim() || `exit code ${result.exitCode}`)}`);
}

/** A shell script as a command that only reads. */
export const shell = (script: string, ...args: string[]): Command => ({
  words: ['sh', '-c', script, 'sh', ...args],
  limitMs: ANSWER_TIMEOUT_MS,
});

/**
 * Lists the interfaces from sysfs, because images may lack iproute2. The shell's own `read` is used, because a process for
 * each file of each interface would take long. An interface that is removed meanwhile is left out.
 */
export function interfacesCommand(sysfs = '/sys'): Command {
  const script = `
cd "$1/class/net" || exit 1
for i in *; do
  { read -r index <"$i/ifindex" && read -r peer <"$i/iflink" && read -r flags <"$i/flags"; } 2>/dev/null || continue
  { read -r mac <"$i/address" && read -r mtu <"$i/mtu"; } 2>/dev/null || continue
  master=
  if [ -e "$i/master" ]; then master=$(readlink "$i/master"); fi
  echo "$i $index $peer $flags \${mac:-none} $mtu \${master##*/}"
done`;
  return shell(script, sysfs);
}

/** Parses lines such as `veth1a2b 7 6 0x1003 02:42:ac:11:00:02 1500 docker0`. */
export function parseInterfaces(text: string): Interface[] {
  return [...text.matchAll(/^(\S+) (\d+) (\d+) (0x[0-9a-f]+) (\S+) (\d+) ?(\S*)$/gm)].map(
    ([, name = '', index, peerIndex, flags, mac = '', mtu, master]) => ({
      name,
      index: Number(index),
      peerIndex: Number(peerIndex),
      up: (Number(flags) & IFF_UP) !== 0,
      master: master || undefined,
      mac,
      mtu: Number(mtu),
    }),
  );
}

/** Lists the container's own IPv4 addresses, of any interface. */
export const localAddressesCommand: Command = shell('cat /proc/net/fib_trie');

/** Parses the entries of the kernel's table that are marked as local hosts. */
export function parseLocalAddresses(text: string): string[] {
  const found = text.matchAll(/\|-- (\S+)\n\s+\/32 host LOCAL/g);
  return [...new Set([...found].map(([, address = '']) => address))].toSorted();
}

/** A route in the kernel's table. */
export interface Route {
  readonly interface: string;
  /** `172.17.0.0`, and `0.0.0.0` for the default route. */
  readonly destination: string;
  /** `0.0.0.0` where the destination is on the link. */
  readonly gateway: string;
  /** 16 in `172.17.0.0/16`, and 0 for the default route. */
  readonly prefixLength: number;
}

/** Lists the IPv4 routes. */
export const routesCommand: Command = shell('cat /proc/net/route');

/** Parses the kernel's table of IPv4 routes. */
export function parseRoutes(text: string): Route[] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .map(([name = '', destination = '', gateway = '', , , , , mask = '']) => ({
      interface: name,
      destination: dotted(destination),
      gateway: dotted(gateway),
      prefixLength: prefixLengthOf(mask),
    }));
}

/** A listening TCP socket, or an unconnected UDP socket. */
export interface Listening {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

/** Lists the sockets of both families; a kernel without IPv6 has no tables for it. */
export const socketsCommand: Command = shell(
  'set -e; for t in tcp udp tcp6 udp6; do [ "${t%6}" != "$t" ] && [ ! -e /proc/net/$t ] || sed "s/^/$t /" /proc/net/$t; done',
);

/** Parses lines such as `tcp 0: 0100007F:1F90 00000000:0000 0A …`; 0A is TCP_LISTEN, and 07 an unconnected UDP socket. */
export function parseListening(text: string): Listening[] {
  const found = text.matchAll(/^(tcp|udp)6?\s+\d+: [0-9A-F]+:([0-9A-F]{4}) \S+ (0A|07) /gm);
  return [...found].map(([, protocol, port = '']) => ({
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    port: Number.parseInt(port, 16),
  }));
}

/** An address on an interface of a host. */
export interface HostAddress {
  readonly interface: string;
  readonly address: string;
  /** Whether the interface is a tunnel, as that of a VPN. */
  readonly ofTunnel: boolean;
}

/** Lists the interfaces and their addresses, each in a line. */
export const addressesCommand: Command = shell('ip -o link && ip -o address');

/** Parses lines such as `4: tun0: <POINTOPOINT,UP> mtu 1420 …` and `3: docker0    inet 172.17.0.1/16 brd …`. */
export function parseAddresses(text: string): HostAddress[] {
  const tunnels = new Set([...text.matchAll(/\d+: (\S+): <\S*\bPOINTOPOINT\b/g)].map(([, name]) => name));
  return [...text.matchAll(/\d+: (\S+)\s+inet6? ([^/\s]+)[/\s]/g)].map(([, name = '', address = '']) => ({
    interface: name,
    address,
    ofTunnel: tunnels.has(name),
  }));
}

/**
 * Prints the lines of a file that match a pattern, with spaces for tabs; what ends with a zero is a line. Opened by the
 * shell, /proc/self/environ would be empty once the shell is another program.
 */
export function matchingLinesCommand(path: string, pattern: string): Command {
  return shell('set -e; [ -r "$1" ]; cat "$1" | tr "\\0\\t" "\\n " | grep -E -- "$2" || [ $? = 1 ]', path, pattern);
}

/** Reads a sysctl of the network. */
export function sysctlCommand(name: string): Command {
  return shell('cat "/proc/sys/$1"', name.replaceAll('.', '/'));
}
