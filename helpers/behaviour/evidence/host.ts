import { currentRun } from '../../engine/run.ts';
import { socketsCommand } from '../../probe/devices.ts';
import type { CommandResult } from '../../probe/batch.ts';
import { runOnEngineHost } from '../../probe/host-shell.ts';
import { runHere } from '../../probe/run-here.ts';
import { type Host, type RunningEngineHost, ownHost } from '../../scenario/hosts.ts';
import { insideHost } from '../../engine/embedded/enter.ts';
import type { HostFacts } from './facts.ts';
import { COLLECT_LIMIT_MS, type Section, valueByNow, section } from './section.ts';
import { parseListeningSockets } from './sockets.ts';

/** The kernel parameters that affect packets between networks. */
const SYSCTLS = [
  'net/ipv4/ip_forward',
  'net/ipv4/conf/all/forwarding',
  'net/ipv4/conf/all/route_localnet',
  'net/ipv4/conf/docker0/route_localnet',
  'net/ipv4/conf/all/rp_filter',
  'net/ipv4/conf/default/rp_filter',
  'net/ipv4/conf/all/arp_ignore',
  'net/ipv4/ip_local_port_range',
  'net/ipv6/conf/all/forwarding',
  'net/ipv6/conf/all/disable_ipv6',
  'net/bridge/bridge-nf-call-iptables',
  'net/bridge/bridge-nf-call-ip6tables',
];

/** Shell scripts that read a host's network state, with alternatives for missing tools. */
const inspections: Record<string, string> = {
  interfaces: 'ip -details address 2>/dev/null || ip address',
  bridges: 'bridge link 2>/dev/null || ls -d /sys/class/net/*/brif/*',
  routes: 'ip rule; ip route show table all; ip -6 route',
  neighbours: 'ip neighbour',
  sockets: 'ss --listening --numeric --tcp --udp --processes 2>/dev/null || netstat -lntup',
  sysctls: `for name in ${SYSCTLS.join(' ')}; do echo "$name = $(cat /proc/sys/$name 2>/dev/null || echo 'not there')"; done`,
  firewall: 'nft list ruleset 2>/dev/null || { iptables-save && ip6tables-save; }',
};

/** The evidence of a host, as text for people and as facts. */
export interface HostEvidence {
  readonly sections: readonly Section[];
  readonly facts?: HostFacts;
}

/** Collects from the host of the run's engine: with its own programs if this process can, else from a container on it. */
export async function collectOwnHost(): Promise<HostEvidence> {
  const { inside, because } = currentRun().host;
  if (inside) return ofHost("the engine's host", throughShell(inside));
  const found = await ofHost("the engine's host", throughContainer(await ownHost()));
  const why = {
    of: "the engine's host",
    text: `inspected from a container on the host network, without the host's own tools: ${because}`,
  };
  return { ...found, sections: [why, ...found.sections] };
}

/** Collects from an engine's host of the scenario. */
export async function collectEngineHost(host: RunningEngineHost): Promise<HostEvidence> {
  const by = host.lab ? throughShell(insideHost(host.lab)) : throughContainer(host);
  return ofHost(`host ${host.name}`, by);
}

type Shell = (script: string) => Promise<CommandResult>;

function throughShell(inside: readonly string[]): Shell {
  const path = 'PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH';
  return (script) => runHere({ words: [...inside, 'sh', '-c', `${path}\n${script}`], limitMs: COLLECT_LIMIT_MS });
}

function throughContainer(host: Host): Shell {
  return (script) => runOnEngineHost(host, { words: ['sh', '-c', script], limitMs: COLLECT_LIMIT_MS }, 'probe');
}

async function ofHost(who: string, shell: Shell): Promise<HostEvidence> {
  const script = Object.entries(inspections).map(([what, command]) => `echo '${mark(what)}'\n{ ${command}\n} 2>&1`);
  const sockets = shell([...socketsCommand.words].at(2) ?? '');
  const text = shell(script.join('\n')).then(({ stdout, stderr }) => stdout || stderr);
  const parts = text.then((output) => partsOf(output));
  const sections = await Promise.all(
    Object.keys(inspections).map((what) => section(who, what, async () => (await parts).get(what) ?? '')),
  );
  const [found, listed] = await Promise.all([valueByNow(parts), valueByNow(sockets)]);
  const facts = found && listed && factsOf(found, listed.stdout);
  return { sections, ...(facts ? { facts } : {}) };
}

function factsOf(parts: ReadonlyMap<string, string>, sockets: string): HostFacts {
  const forwarding = parts.get('sysctls')?.match(/^net\/ipv4\/ip_forward = ([01])$/m)?.[1];
  return {
    listening: parseListeningSockets(sockets),
    ...(forwarding === undefined ? {} : { forwards: forwarding === '1' }),
    rules: parts.get('firewall') ?? '',
  };
}

const mark = (what: string): string => `@@ ${what}`;

function partsOf(output: string): Map<string, string> {
  const parts = output.split(/^@@ /m).slice(1);
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), part.slice(end + 1)];
    }),
  );
}
