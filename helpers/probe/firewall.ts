import { withRule as withFirewallRule } from '../engine/lab/firewall.ts';
import type { RunningEngineHost } from '../scenario/hosts.ts';
import { needsShell, shellVariable } from '../scenario/repro/hosts.ts';
import { recordStep } from '../scenario/steps.ts';
import { ProbeError } from './outcome.ts';

/** The firewall of an engine's host. */
export interface Firewall {
  /** Runs `work` with an additional iptables rule, the first of its chain: `INPUT`, `-p tcp -j DROP`. */
  withRule<T>(chain: string, rule: string, work: () => Promise<T>): Promise<T>;
}

/** The firewall of a lab host; the rules of a user's host are never changed. */
export function firewallOf({ name, lab }: RunningEngineHost): Firewall {
  return {
    async withRule(chain, rule, work) {
      if (!lab) throw new ProbeError(`the firewall of ${name} is not changed, because it is not a lab host`);
      const iptables = (what: string): string[] => [
        `$${shellVariable(name)}`,
        'iptables',
        '--wait',
        what,
        chain,
        ...rule.split(' '),
      ];
      recordStep({ words: iptables('--insert'), needs: [needsShell(name)], undo: iptables('--delete') });
      const result = await withFirewallRule(lab, chain, rule, work);
      recordStep({ words: iptables('--delete') });
      return result;
    },
  };
}
