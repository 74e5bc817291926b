import { isIP, isIPv6 } from 'node:net';
import type Dockerode from 'dockerode';
import { quote } from '../../engine/quote.ts';
import { OWN_ADDRESS, addressVariable, portVariable } from './hosts-by-hand.ts';
import { RunningContainer, RunningNetwork } from '../running.ts';
import { inRun } from './script.ts';
import type { Member } from '../start.ts';

type Members = Readonly<Record<string, Member>>;

/** A name, an address or a port that a scenario got in its run, and what stands for it in a script. */
interface Known {
  readonly literal: string;
  /** A shell expression that stands within double quotes. */
  readonly expression: string;
  /** What it is in an outcome. */
  readonly name: string;
  /** Whether it is an address at which a container's own ports answer, and no published one. */
  readonly isContainers?: boolean;
  /** Of a port that is bound on the host: `tcp on IPv4`. */
  readonly kind?: string;
}

/** The words of a run as they are in a script, where names, addresses and ports are others. */
export class KnownWords {
  private readonly members: Members;
  private readonly known: readonly Known[];
  private readonly ports: readonly Known[];

  constructor(members: Members) {
    this.members = members;
    const all = Object.entries(members);
    this.known = all.flatMap(([name, member]) => this.namesOf(name, member)).toSorted(byLength);
    this.ports = all.flatMap(([name, member]) => this.portsOf(name, member));
  }

  /** The docker CLI that asks an engine. */
  docker(engine: Dockerode | undefined): string {
    const host = Object.values(this.members).find(
      (member) => 'kind' in member && member.kind === 'engine-host' && member.engine === engine,
    );
    return host && 'name' in host ? `docker --host "$${host.name}"` : 'docker';
  }

  /** A word of a command, quoted for a shell. */
  word(text: string): string {
    // a variable of the script's own
    if (/^\$[A-Za-z_]\w*$/.test(text)) return `"${text}"`;
    const alone = /^\d{4,5}$/.test(text) ? this.port(text, 'udp on IPv4') : undefined;
    if (alone) return `"${alone.expression}"`;
    const [, start = '', port, rest = ''] = text.match(/^(https?:\/\/(?:\[[^\]]*\]|[^/:]*)):(\d+)(.*)$/s) ?? [];
    const family = start.includes('[') ? 'tcp on IPv6' : 'tcp on IPv4';
    const found = this.isContainers(start) ? undefined : this.port(port, family);
    const pieces = found ? [...this.pieces(`${start}:`), found, ...this.pieces(rest)] : this.pieces(text);
    if (pieces.every((piece) => typeof piece === 'string')) return quote(text);
    return `"${pieces.map((piece) => (typeof piece === 'string' ? escaped(piece) : piece.expression)).join('')}"`;
  }

  /** What was observed, with the names of the scenario's members in the place of their addresses. */
  outcome(text: string): string {
    const named = this.pieces(text).map((piece) => (typeof piece === 'string' ? piece : piece.name));
    // an engine may have given it more than inspect tells, as a swarm does
    return named.join('').replace(/^has (?!127\.)[\d.]+$/, 'has another');
  }

  /** A port of the host: the same number may be one container's for IPv4, and another's for IPv6 or UDP. */
  private port(literal: string | undefined, kind: string): Known | undefined {
    const found = this.ports.filter((known) => known.literal === literal);
    return found.find((known) => known.kind === kind) ?? found[0];
  }

  private isContainers(start: string): boolean {
    const host = start.replace(/^https?:\/\//, '').replaceAll(/[[\]]/g, '');
    return this.known.some(({ literal, isContainers }) => isContainers && literal === host);
  }

  private pieces(text: string): (string | Known)[] {
    for (const known of this.known) {
      const at = positionOf(known.literal, text);
      if (at >= 0)
        return [...this.pieces(text.slice(0, at)), known, ...this.pieces(text.slice(at + known.literal.length))];
    }
    return [text];
  }

  private namesOf(name: string, member: Member): Known[] {
    if (member instanceof RunningContainer) return this.namesOfContainer(name, member);
    if (member instanceof RunningNetwork) return this.namesOfNetwork(name, member);
    switch (member.kind) {
      case 'running':
        return this.namesOfContainer(name, member.container);
      case 'lan-host':
        return [
          { literal: member.identity, expression: inRun(name), name },
          { literal: member.host.nic.address, expression: `$${addressVariable(name)}`, name },
          { literal: member.host.nic.address6, expression: `$${addressVariable(name)}6`, name },
          ...(member.link ? [{ literal: member.link.nic.address6, expression: `$${OWN_ADDRESS}6`, name: 'host' }] : []),
          ...(member.engineAddress
            ? [{ literal: member.engineAddress, expression: `$${OWN_ADDRESS}`, name: 'host' }]
            : []),
        ];
      case 'engine-host':
        return member.lab ? [{ literal: member.lab.nic.address, expression: `$${addressVariable(name)}`, name }] : [];
      case 'network-plugin':
        return [{ literal: member.driver, expression: inRun(name), name }];
      default:
        return [];
    }
  }

  private namesOfNetwork(name: string, { engineName, engine, told }: RunningNetwork): Known[] {
    const gateways = (told?.IPAM?.Config ?? []).map(({ Gateway = '' }, index) => {
      const template = `'{{(index .IPAM.Config ${index}).Gateway}}'`;
      const expression = `$(${this.docker(engine)} network inspect --format ${template} "${inRun(name)}")`;
      return { literal: Gateway, expression, name: Gateway };
    });
    return [{ literal: engineName, expression: inRun(name), name }, ...gateways].filter(
      ({ literal }) => literal !== '',
    );
  }

  private namesOfContainer(name: string, container: RunningContainer): Known[] {
    const inspect = `${this.docker(container.engine)} inspect --format`;
    const ever = container.history.flatMap(({ NetworkSettings }) => Object.entries(NetworkSettings.Networks));
    const isOnOne = new Set(ever.map(([network]) => network)).size === 1;
    const addresses = ever.flatMap(([network, endpoint]) =>
      (['IPAddress', 'GlobalIPv6Address', 'Gateway', 'IPv6Gateway'] as const).map((field) => {
        const template = isOnOne
          ? `'{{range .NetworkSettings.Networks}}{{.${field}}}{{end}}'`
          : String.raw`"{{(index .NetworkSettings.Networks \"${this.networkInScript(network)}\").${field}}}"`;
        return {
          literal: endpoint[field] ?? '',
          expression: `$(${inspect} ${template} "${inRun(name)}")`,
          // whose gateway it is, is not said: several have the same
          name: field.endsWith('Gateway') ? (endpoint[field] ?? '') : name,
          isContainers: !field.endsWith('Gateway'),
        };
      }),
    );
    const upper = container.identity.toUpperCase();
    const names = [
      { literal: container.identity, expression: inRun(name), name },
      { literal: upper, expression: `$(echo "${inRun(name)}" | tr a-z A-Z)`, name },
      { literal: container.shortId, expression: `$(${inspect} '{{slice .Id 0 12}}' "${inRun(name)}")`, name },
    ];
    return [...names, ...addresses].filter(({ literal }) => literal !== '');
  }

  private networkInScript(engineName: string): string {
    const found = Object.values(this.members).find(
      (member) => member instanceof RunningNetwork && member.engineName === engineName,
    );
    return found instanceof RunningNetwork ? inRun(found.name) : engineName;
  }

  private portsOf(name: string, member: Member): Known[] {
    const container = member instanceof RunningContainer ? member : 'container' in member ? member.container : member;
    if ('kind' in container)
      return container.kind === 'listener'
        ? [{ literal: new URL(container.url).port, expression: `$${portVariable(name)}`, name }]
        : [];
    if (!(container instanceof RunningContainer)) return [];
    const { on } = container.declaration;
    if (on.kind === 'predefined' && on.mode === 'host')
      return [{ literal: String(container.port), expression: `$${portVariable(name)}`, name }];
    return Object.entries(container.atStart.NetworkSettings.Ports).flatMap(([port, bindings]) =>
      (bindings ?? []).map(({ HostIp, HostPort }, index) => {
        const template = `'{{(index (index .NetworkSettings.Ports "${port}") ${index}).HostPort}}'`;
        const inspect = `${this.docker(container.engine)} inspect --format`;
        const kind = `${port.split('/')[1]} on ${HostIp.includes(':') ? 'IPv6' : 'IPv4'}`;
        return { literal: HostPort, expression: `$(${inspect} ${template} "${inRun(name)}")`, name, kind };
      }),
    );
  }
}

function byLength(one: Known, other: Known): number {
  return other.literal.length - one.literal.length;
}

/** Where a literal stands in a text as a whole: 172.17.0.2 is not in 172.17.0.23. */
function positionOf(literal: string, text: string): number {
  const isAddress = isIP(literal) > 0;
  const end = isIPv6(literal) ? /^[\w:]/ : isAddress ? /^\d|^\.\d/ : /^\w/;
  const start = isAddress ? /[\w.]/ : /[\w-]/;
  for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) {
    const before = text[at - 1] ?? '';
    if (!start.test(before) && !end.test(text.slice(at + literal.length))) return at;
  }
  return -1;
}

function escaped(text: string): string {
  return text.replace(/["$`\\]/g, String.raw`\$&`);
}
