import { readFileSync, readlinkSync } from 'node:fs';
import type { Command } from '../batch.ts';
import { ANSWER_TIMEOUT_MS } from '../limits.ts';

/** Facts about the engine's host, from its kernel, read in a container on the host network. */
export interface HostFacts {
  /** The network namespace, `net:[4026531840]`. */
  readonly namespace: string;
  /** The boot id: with the same one, it is the same kernel. */
  readonly boot: string;
  readonly ipv6: boolean;
  /** Whether the new bridge is in that namespace. */
  readonly hasBridge: boolean;
  /**
   * Whether a new bridge routes packets for 127.0.0.0/8: Docker Engine sets that without the userland proxy. Undefined where
   * all new interfaces do, or there is no such bridge.
   */
  readonly routesLoopback: boolean | undefined;
  /** The MTU of the interface of the default route; undefined without one. */
  readonly mtu: number | undefined;
  /** How far the host's clock is ahead of this machine's, in ms, with a precision of seconds. */
  readonly clockAheadMs: number;
}

/** The command that reads these facts, with programs that every image has. */
export function hostFactsCommand(bridge: string): Command {
  const script = `
echo "namespace $(readlink /proc/self/ns/net)"
echo "boot $(cat /proc/sys/kernel/random/boot_id)"
[ ! -e /proc/net/if_inet6 ] || echo "ipv6 $(cat /proc/sys/net/ipv6/conf/all/disable_ipv6) $(cat /proc/sys/net/ipv6/conf/default/disable_ipv6)"
routes() { cat "/proc/sys/net/ipv4/conf/$1/route_localnet"; }
if [ -e "/proc/sys/net/ipv4/conf/$1" ]; then
  echo "bridge $1"
  echo "loopback $(routes "$1") $(routes default)"
fi
while read -r nic to _; do
  [ "$to" != 00000000 ] || { echo "mtu $(cat "/sys/class/net/$nic/mtu")"; break; }
done </proc/net/route
echo "clock $(date +%s)"`;
  return { words: ['sh', '-c', script, 'sh', bridge], limitMs: ANSWER_TIMEOUT_MS };
}

/** Parses the output of that command. */
export function parseHostFacts(text: string): HostFacts {
  const of = (name: string): string | undefined => text.match(new RegExp(`^${name} (.*)$`, 'm'))?.[1];
  const [loopback, ofNew] = of('loopback')?.split(' ') ?? [];
  const mtu = Number(of('mtu'));
  return {
    namespace: of('namespace') ?? '',
    boot: of('boot') ?? '',
    // disabled for existing interfaces, or for new ones
    ipv6: of('ipv6') === '0 0',
    hasBridge: of('bridge') !== undefined,
    routesLoopback: loopback === undefined || ofNew === '1' ? undefined : loopback === '1',
    mtu: mtu > 0 ? mtu : undefined,
    clockAheadMs: Number(of('clock')) * 1000 - Math.floor(Date.now() / 1000) * 1000,
  };
}

/** The network namespace and boot id of this process; undefined on other systems than Linux. */
export function ownNamespaceAndBoot(): Pick<HostFacts, 'namespace' | 'boot'> | undefined {
  try {
    return {
      namespace: readlinkSync('/proc/self/ns/net'),
      boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    };
  } catch {
    return undefined;
  }
}
