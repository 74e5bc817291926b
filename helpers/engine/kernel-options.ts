import { CommandError } from './embedded/command.ts';
import { openNamespace, runIn } from './lab/namespace.ts';

/** The kinds of network device that an engine's networks, or a lab, are made of: how one is added, and what the kernel must have. */
export const devices = {
  veth: { add: (index: number) => `type veth peer name peer${index}`, option: 'CONFIG_VETH' },
  bridge: { add: () => 'type bridge', option: 'CONFIG_BRIDGE' },
  macvlan: { add: () => 'link probe0 type macvlan', option: 'CONFIG_MACVLAN' },
  vxlan: { add: () => 'type vxlan id 1 dstport 4789', option: 'CONFIG_VXLAN' },
  dummy: { add: () => 'type dummy', option: 'CONFIG_DUMMY' },
} as const;

export type Device = keyof typeof devices;

/**
 * The kernel options without which devices of these kinds cannot be added, found out by adding one of each in a
 * namespace that goes at once; a macvlan is added to the first of them. `ip` are the words that run iproute2.
 */
export async function missingOptions(ip: readonly string[], kinds: readonly Device[]): Promise<string[]> {
  const namespace = await openNamespace();
  try {
    const lines = kinds.map((kind, index) => `link add probe${index} ${devices[kind].add(index)}\n`);
    const added = runIn(namespace.pid, [...ip, '-force', '-batch', '-'], lines.join(''));
    const output = await added.then(() => '', complaintsOf);
    return kinds.flatMap((kind, index) => {
      // iproute2 says what it did not like, and then which line that was
      const complaint = output.match(new RegExp(`(.*)\\n(?:Command failed )-:${index + 1}$`, 'm'))?.[1];
      return complaint === undefined ? [] : [`${devices[kind].option} (${kind}: ${complaint})`];
    });
  } finally {
    await namespace.end();
  }
}

/** Throws what is no complaint of iproute2 about a line. */
function complaintsOf(error: unknown): string {
  if (error instanceof CommandError && /^Command failed -:\d+$/m.test(error.output)) return error.output;
  throw error;
}
