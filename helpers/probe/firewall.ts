import {
  type Iptables,
  type RulePlace,
  reloadFirewalld,
  withFlushedRules,
  withForwardPolicy,
  withNftablesRule,
  withRule as withFirewallRule,
  withoutRedirects,
} from '../engine/lab/firewall.ts';
import type { LabEngine } from '../engine/lab/lab-engine.ts';
import type { RunningEngineHost } from '../scenario/hosts.ts';
import { needsShell, shellVariable } from '../scenario/repro/hosts.ts';
import { recordStep } from '../scenario/steps.ts';
import { ProbeError } from './outcome.ts';

/** The firewall of an engine's host. */
export interface Firewall {
  /** Runs `work` with an additional iptables rule, by default the first of its chain: `INPUT`, `-p tcp -j DROP`. */
  withRule<T>(chain: string, rule: string, work: () => Promise<T>, place?: RulePlace): Promise<T>;
  /** The same with an additional ip6tables rule. */
  withRule6<T>(chain: string, rule: string, work: () => Promise<T>, place?: RulePlace): Promise<T>;
  /** Runs `work` with this policy of the FORWARD chain. */
  withForwardPolicy<T>(policy: 'ACCEPT' | 'DROP', work: () => Promise<T>): Promise<T>;
  /** Runs `work` with an nftables table of the host's own, with a rule for forwarded packets: `ip daddr … drop`. */
  withNftablesRule<T>(rule: string, work: () => Promise<T>): Promise<T>;
  /** Runs `work` after `nft flush ruleset`, when no rule is left, of the engine or of others. The FORWARD policy is restored afterwards. */
  flushed<T>(work: () => Promise<T>): Promise<T>;
  /** `firewall-cmd --reload` that removes all iptables rules, as it does up to firewalld 1.3. The engine gets firewalld's signal. */
  reloadFirewalld(): Promise<void>;
  /** Has the host send no ICMP redirects, by which senders would go around it. */
  withoutRedirects(): Promise<void>;
}

/** The firewall of a lab host; the rules of a user's host are never changed. */
export function firewallOf({ name, lab }: RunningEngineHost): Firewall {
  const host = (): LabEngine => {
    if (!lab) throw new ProbeError(`the firewall of ${name} is not changed, because it is not a lab host`);
    return lab;
  };
  const shell = `$${shellVariable(name)}`;
  const needs = [needsShell(name)];
  const between = async <T>(add: readonly string[], remove: readonly string[], work: () => Promise<T>): Promise<T> => {
    recordStep({ words: [shell, ...add], needs, undo: [shell, ...remove] });
    const result = await work();
    recordStep({ words: [shell, ...remove] });
    return result;
  };
  const withRuleOf =
    (iptables: Iptables): Firewall['withRule'] =>
    async (chain, rule, work, place = 'first') => {
      const words = (what: string): string[] => [iptables, '--wait', what, chain, ...rule.split(' ')];
      const add = words(place === 'first' ? '--insert' : '--append');
      return between(add, words('--delete'), async () =>
        withFirewallRule(host(), { iptables, chain, rule, place }, work),
      );
    };
  return {
    withRule: withRuleOf('iptables'),
    withRule6: withRuleOf('ip6tables'),
    async withForwardPolicy(policy, work) {
      const words = ['iptables', '--wait', '--policy', 'FORWARD'];
      return between([...words, policy], [...words, 'ACCEPT'], async () => withForwardPolicy(host(), policy, work));
    },
    async withNftablesRule(rule, work) {
      const table = `table inet own { chain own { type filter hook forward priority -10; ${rule}; }; }`;
      return between(['nft', table], ['nft', 'delete', 'table', 'inet', 'own'], async () =>
        withNftablesRule(host(), rule, work),
      );
    },
    async flushed(work) {
      return withFlushedRules(host(), async () => {
        recordStep({ line: `# on the host ${name}: nft flush ruleset` });
        return work();
      });
    },
    async reloadFirewalld() {
      await reloadFirewalld(host());
      recordStep({
        line: `# on the host ${name}: remove all iptables rules (iptables -F), then firewall-cmd --reload`,
      });
    },
    async withoutRedirects() {
      await withoutRedirects(host());
      const words = ['sysctl', '-w', 'net.ipv4.conf.all.send_redirects=0', 'net.ipv4.conf.eth0.send_redirects=0'];
      recordStep({ words: [shell, ...words], needs });
    },
  };
}
