import { CommandError } from './embedded/command.ts';
import { openNamespace, runIn } from './lab/namespace.ts';

/** The kinds of network device that an engine's networks, or a lab, are made of: how one is added, and what the kernel must have. */
export const devices = {
  veth: { add: 'type veth peer name peer0', option: 'CONFIG_VETH' },
  bridge: { add: 'type bridge', option: 'CONFIG_BRIDGE' },
  vxlan: { add: 'type vxlan id 1 dstport 4789', option: 'CONFIG_VXLAN' },
  dummy: { add: 'type dummy', option: 'CONFIG_DUMMY' },
} as const;

export type Device = keyof typeof devices;

/**
 * The kernel options without which devices of these kinds cannot be added, found out by adding one of each in a
 * namespace that goes at once. `ip` are the words that run iproute2.
 */
export async function missingOptions(ip: readonly string[], kinds: readonly Device[]): Promise<string[]> {
  const namespace = await openNamespace();
  try {
    const missing: string[] = [];
    for (const kind of kinds) {
      const added = runIn(namespace.pid, [...ip, 'link', 'add', 'probe0', ...devices[kind].add.split(' ')]);
      const complaint = await added.then(() => undefined, complaintOf);
      if (complaint !== undefined) missing.push(`${devices[kind].option} (${kind}: ${complaint})`);
      else await runIn(namespace.pid, [...ip, 'link', 'delete', 'probe0']);
    }
    return missing;
  } finally {
    await namespace.end();
  }
}

function complaintOf(error: unknown): string {
  if (error instanceof CommandError) return error.complaint;
  throw error;
}
