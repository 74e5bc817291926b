import type { LabEngine } from './lab-engine.ts';
import { runIn } from './namespace.ts';

/** Does `work` with one more iptables rule, the first of its chain, on a lab host: `INPUT`, `-p tcp --dport 80 -j DROP`. */
export async function withRule<T>(host: LabEngine, chain: string, rule: string, work: () => Promise<T>): Promise<T> {
  await iptables(host, `--insert ${chain} ${rule}`);
  try {
    return await work();
  } finally {
    await iptables(host, `--delete ${chain} ${rule}`);
  }
}

/** The iptables of the engine's release, because both use the same tables. */
async function iptables({ pid, rootfs }: LabEngine, words: string): Promise<void> {
  await runIn(pid, ['chroot', rootfs, '/usr/sbin/iptables', '--wait', ...words.split(' ')]);
}
