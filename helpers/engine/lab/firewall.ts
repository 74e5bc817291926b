import type { LabEngine } from './lab-engine.ts';
import { runIn } from './namespace.ts';

/**
 * Does `work` while the host of a lab's engine has a rule more, the first of a chain, in the words of iptables:
 * `INPUT`, `-p tcp --dport 80 -j DROP`.
 */
export async function withRule<T>(host: LabEngine, chain: string, rule: string, work: () => Promise<T>): Promise<T> {
  await iptables(host, `--insert ${chain} ${rule}`);
  try {
    return await work();
  } finally {
    await iptables(host, `--delete ${chain} ${rule}`);
  }
}

/** That of the engine's own release, since both write to the same tables. */
async function iptables({ pid, rootfs }: LabEngine, words: string): Promise<void> {
  await runIn(pid, ['chroot', rootfs, '/usr/sbin/iptables', '--wait', ...words.split(' ')]);
}
