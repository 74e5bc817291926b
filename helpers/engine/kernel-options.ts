import { CommandError } from './embedded/command.ts';
import { openNamespace, runIn } from './lab/namespace.ts';

/** The network devices of an engine's networks and of a lab: the arguments of `ip link add`, and the kernel option. */
export const devices = {
  veth: { add: (index: number) => `type veth peer name peer${index}`, option: 'CONFIG_VETH' },
  bridge: { add: () => 'type bridge', option: 'CONFIG_BRIDGE' },
  macvlan: { add: () => 'link probe0 type macvlan', option: 'CONFIG_MACVLAN' },
  ipvlan: { add: () => 'link probe0 type ipvlan', option: 'CONFIG_IPVLAN' },
  vxlan: { add: () => 'type vxlan id 1 dstport 4789', option: 'CONFIG_VXLAN' },
  dummy: { add: () => 'type dummy', option: 'CONFIG_DUMMY' },
} as const;

export type Device = keyof typeof devices;

/**
 * The kernel options that are missing for these devices, detected by adding one of each in a temporary namespace; the
 * parent of a macvlan or an ipvlan is the first of them. `ip` is the command of iproute2.
 */
export async function missingOptions(ip: readonly string[], kinds: readonly Device[]): Promise<string[]> {
  const namespace = await openNamespace();
  try {
    const lines = kinds.map((kind, index) => `link add probe${index} ${devices[kind].add(index)}\n`);
    const added = runIn(namespace.pid, [...ip, '-force', '-batch', '-'], lines.join(''));
    const output = await added.then(() => '', complaintsOf);
    return kinds.flatMap((kind, index) => {
      // iproute2 prints an error, and then its line
      const complaint = output.match(new RegExp(`(.*)\\n(?:Command failed )-:${index + 1}$`, 'm'))?.[1];
      return complaint === undefined ? [] : [`${devices[kind].option} (${kind}: ${complaint})`];
    });
  } finally {
    await namespace.end();
  }
}

/** That the kernel lacks these options, in words. */
export function lacking(missing: readonly string[]): string {
  return `the kernel lacks ${missing.join(' and ')}`;
}

/** The output of iproute2 where single lines failed; throws any other error. */
function complaintsOf(error: unknown): string {
  if (error instanceof CommandError && /^Command failed -:\d+$/m.test(error.output)) return error.output;
  throw error;
}
