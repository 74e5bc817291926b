import { withRule } from '../engine/lab/firewall.ts';
import type { RunningEngineHost } from '../scenario/hosts.ts';
import { needsShell, shellVariable } from '../scenario/repro/hosts.ts';
import { recordStep } from '../scenario/steps.ts';
import { ProbeError } from './outcome.ts';

/** The firewall of an engine's host, in the hands of its administrator. */
export interface Firewall {
  /** Does `work` while a chain has this rule before its others, as iptables takes it: `INPUT`, `-p tcp -j DROP`. */
  with<T>(chain: string, rule: string, work: () => Promise<T>): Promise<T>;
}

/** The firewall of a host that the suite brought up: a user's own host keeps the rules that it has. */
export function firewallOf({ name, lab }: RunningEngineHost): Firewall {
  return {
    async with(chain, rule, work) {
      if (!lab) throw new ProbeError(`the firewall of ${name} is not touched: it is no host of the suite's`);
      const iptables = (what: string): string[] => [
        `$${shellVariable(name)}`,
        'iptables',
        '--wait',
        what,
        chain,
        ...rule.split(' '),
      ];
      recordStep({ words: iptables('--insert'), needs: [needsShell(name)], undo: iptables('--delete') });
      const result = await withRule(lab, chain, rule, work);
      recordStep({ words: iptables('--delete') });
      return result;
    },
  };
}
