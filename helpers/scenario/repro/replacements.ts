import type Dockerode from 'dockerode';
import { RunningContainer, RunningNetwork } from '../running.ts';
import { ExistingNetwork } from '../existing/network.ts';
import { RunningProject } from '../running/project.ts';
import type { ServerPorts } from '../ports.ts';
import { RunningService } from '../running/service.ts';
import type { Member } from '../start.ts';
import { LAN, addressVariable } from './hosts.ts';
import { drawnInScript } from './networks.ts';
import { SCRIPT_PREFIX, hostVariable, scriptName, plainName, scriptVariable } from './script.ts';

export type Members = Readonly<Record<string, Member>>;

/** A name, an address or a port of the run, and its replacement in a script. */
export interface Replacement {
  readonly literal: string;
  /** Its replacement; a variable needs double quotes. */
  readonly text: string;
  /** The line that sets that variable. */
  readonly definition?: string;
  /** Its replacement in an observation. */
  readonly name: string;
  /** The member that the script must build for it. */
  readonly member: string;
  readonly kind: 'name' | 'address' | 'gateway';
  /** Whether it is an address that a container requested. */
  readonly chosen?: true;
}

/** A port of the host. The same number may be one container's for IPv4, and another's for IPv6 or UDP. */
export interface PortReplacement extends Omit<Replacement, 'kind' | 'name' | 'chosen'> {
  /** `tcp on IPv4`; undefined where it is a fixed one. */
  readonly kind?: string;
}

/** The docker command for an engine. */
export function dockerOf(engine: Dockerode | undefined, members: Members): string {
  const host = Object.values(members).find(
    (member) => 'kind' in member && member.kind === 'engine-host' && member.engine === engine,
  );
  return host && 'name' in host ? `docker --host "$${hostVariable(host.name)}"` : 'docker';
}

/** The container of a member, if it is one that runs. */
export function runningIn(member: Member | undefined): RunningContainer | undefined {
  if (member instanceof RunningContainer) return member;
  return member && 'kind' in member && member.kind === 'running' ? member.container : undefined;
}

/** The network of a member, if the scenario created it. */
function createdIn(member: Member): RunningNetwork | undefined {
  if (member instanceof ExistingNetwork) return undefined;
  if (member instanceof RunningNetwork) return member;
  return 'kind' in member && member.kind === 'created' ? member.network : undefined;
}

/** Whether the engine refused to start the container of a member, or its program ended. */
export function isRefused(member: Member | undefined): boolean {
  return member !== undefined && 'kind' in member && (member.kind === 'refused' || member.kind === 'exited');
}

/** The replacements for the names and addresses of a member. */
export function replacementsOf(name: string, member: Member, members: Members): Replacement[] {
  const container = runningIn(member);
  if (container) return ofContainer(name, container, members);
  const network = createdIn(member);
  if (network) return ofNetwork(name, network, members);
  if (member instanceof RunningService) return ofService(name, member, members);
  if (member instanceof RunningProject) return ofProject(name, member, members);
  return 'kind' in member ? ofHost(name, member) : [];
}

function ofHost(
  name: string,
  member: Exclude<Member, RunningContainer | RunningNetwork | RunningProject>,
): Replacement[] {
  const fixed = (literal: string | undefined, text: string, whose = plainName(name)): Replacement[] =>
    literal === undefined ? [] : [{ literal, text, name: whose, member: name, kind: 'address' }];
  switch (member.kind) {
    case 'lan-host': {
      const { host, engineAddress, link, identity } = member;
      const isOwn = engineAddress !== undefined;
      return [
        { literal: identity, text: scriptName(name), name: plainName(name), member: name, kind: 'name' },
        ...fixed(host.nic.address, isOwn ? LAN.lanHost : `$${addressVariable(name)}`),
        ...fixed(isOwn ? host.nic.address6 : undefined, LAN.lanHost6),
        ...fixed(engineAddress, LAN.engineHost, 'host'),
        ...fixed(link?.nic.address6, LAN.engineHost6, 'host'),
      ];
    }
    case 'engine-host':
      return fixed(member.lab?.nic.address, `$${addressVariable(name)}`);
    case 'network-plugin':
      return [{ literal: member.driver, text: scriptName(name), name: plainName(name), member: name, kind: 'name' }];
    case 'listener':
      return [{ literal: member.identity, text: plainName(name), name: plainName(name), member: name, kind: 'name' }];
    default:
      return [];
  }
}

/** Its tasks, in the order of their IDs. */
function ofService(name: string, service: RunningService, members: Members): Replacement[] {
  const own = { name: plainName(name), member: name } as const;
  const tasks = service.tasks.flatMap(({ address, identity }, index): Replacement[] => {
    const variable = scriptVariable(name, `task${index + 1}_ip`);
    const format = '{{index (index .NetworksAttachments 0).Addresses 0}}';
    const definition = `${variable}=$(${taskInspect(service, index, members)} '${format}' | cut -d / -f 1)`;
    return [
      { ...own, literal: identity, text: plainName(name), kind: 'name' },
      { ...own, literal: address, text: `$${variable}`, definition, kind: 'address' },
    ];
  });
  return [...tasks, { ...own, literal: service.engineName, text: scriptName(name), kind: 'name' }];
}

function taskInspect({ engine, name }: RunningService, index: number, members: Members): string {
  const docker = dockerOf(engine, members);
  const task = `$(${docker} service ps --quiet --no-trunc ${scriptName(name)} | sort | sed -n ${index + 1}p)`;
  return `${docker} inspect ${task} --format`;
}

function ofProject(name: string, project: RunningProject, members: Members): Replacement[] {
  const named = (literal: string, text: string): Replacement => ({
    literal,
    text,
    name: text.replace(SCRIPT_PREFIX, ''),
    member: name,
    kind: 'name',
  });
  return [
    named(project.engineName, scriptName(name)),
    ...project.networkNames.map((network) => named(network, network.replace(project.engineName, scriptName(name)))),
    ...project.containers.map(({ engineName, name: plain }) => named(engineName, scriptName(plain))),
    // an address may have been that of a removed one before
    ...[...project.containers, ...project.removedContainers].flatMap((container) =>
      ofContainer(container.name, container, members).map((known) =>
        Object.assign(known, {
          member: name,
          ...(known.literal === container.identity && project.answersById(container) ? byId : {}),
        }),
      ),
    ),
  ];
}

/** A container that answers with its ID is named where addresses are. */
const byId = { kind: 'address' } as const;

function ofNetwork(
  name: string,
  { engineName, engine, lastInspected }: RunningNetwork,
  members: Members,
): Replacement[] {
  const text = scriptName(name);
  const gateways = (lastInspected?.IPAM?.Config ?? []).flatMap(({ Gateway }, index): Replacement[] => {
    if (!Gateway) return [];
    const own = scriptVariable(name, `gateway${Gateway.includes(':') ? '6' : ''}`);
    const format = `'{{(index .IPAM.Config ${index}).Gateway}}'`;
    const definition = `${own}=$(${dockerOf(engine, members)} network inspect --format ${format} ${text})`;
    return [{ literal: Gateway, text: `$${own}`, definition, name: Gateway, member: name, kind: 'gateway' }];
  });
  const named = (literal: string): Replacement => ({
    literal,
    text,
    name: plainName(name),
    member: name,
    kind: 'name',
  });
  const ids = lastInspected ? idsOf(lastInspected.Id) : {};
  const byIds = Object.entries(ids).map(([what, { literal, format }]): Replacement => {
    const own = scriptVariable(name, what);
    const definition = `${own}=$(${dockerOf(engine, members)} network inspect --format '${format}' ${text})`;
    return Object.assign(named(literal), { text: `$${own}`, definition });
  });
  return [named(engineName), ...byIds, ...gateways];
}

/** The ID of a network, in full and short, and how `docker network inspect` prints it. */
function idsOf(id: string): Record<string, { readonly literal: string; readonly format: string }> {
  return {
    id: { literal: id, format: '{{.Id}}' },
    short_id: { literal: id.slice(0, 12), format: '{{slice .Id 0 12}}' },
  };
}

/** The fields of an endpoint with an address, and the suffix of the variable for each. */
const FIELDS = [
  ['IPAddress', 'ip'],
  ['GlobalIPv6Address', 'ip6'],
  ['Gateway', 'gateway'],
  ['IPv6Gateway', 'gateway6'],
] as const;

function ofContainer(name: string, container: RunningContainer, members: Members): Replacement[] {
  const inspect = `${dockerOf(container.engine, members)} inspect --format`;
  const ever = container.history.flatMap(({ NetworkSettings }) => Object.entries(NetworkSettings.Networks));
  const isOnOne = new Set(ever.map(([network]) => network)).size === 1;
  const addresses = ever.flatMap(([network, endpoint]) =>
    FIELDS.flatMap(([field, short]): Replacement[] => {
      const literal = endpoint[field];
      if (!literal) return [];
      const chosen = chosenInScript(network, literal, members);
      if (chosen !== undefined)
        return [{ literal, text: chosen, name: plainName(name), member: name, kind: 'address', chosen: true }];
      const plain = networkInScript(network, members);
      const format = isOnOne
        ? `{{range .NetworkSettings.Networks}}{{.${field}}}{{end}}`
        : `{{(index .NetworkSettings.Networks "${plain}").${field}}}`;
      const own = scriptVariable(
        name,
        isOnOne ? short : `${short}_on_${plain.replace('repro-', '').replaceAll('-', '_')}`,
      );
      const definition = `${own}=$(${inspect} '${format}' ${scriptName(name)})`;
      const isGateway = field.endsWith('Gateway');
      // several containers have the same gateway: it identifies none of them
      const whose = isGateway ? literal : plainName(name);
      const kind = isGateway ? 'gateway' : 'address';
      return [{ literal, text: `$${own}`, definition, name: whose, member: name, kind }];
    }),
  );
  const id = scriptVariable(name, 'id');
  const known = { name: plainName(name), member: name, kind: 'name' } as const;
  return [
    { ...known, literal: container.identity, text: scriptName(name) },
    { ...known, literal: container.identity.toUpperCase(), text: scriptName(name).toUpperCase() },
    {
      ...known,
      literal: container.shortId,
      text: `$${id}`,
      definition: `${id}=$(${inspect} '{{slice .Id 0 12}}' ${scriptName(name)})`,
    },
    ...addresses,
  ];
}

/** An address that the behaviour chose, in the subnet that the network has in a script. */
function chosenInScript(engineName: string, address: string, members: Members): string | undefined {
  const network = Object.values(members).find(
    (member): member is RunningNetwork => member instanceof RunningNetwork && member.engineName === engineName,
  );
  if (!network?.chosen.has(address)) return undefined;
  const first = network.hasParent ? LAN.subnet.replace(/\.\d+\/\d+$/, '') : drawnInScript(network.name);
  return address.replace(/^.*(?=\.)/, first);
}

function networkInScript(engineName: string, members: Members): string {
  const found = Object.entries(members).find(([, member]) => createdIn(member)?.engineName === engineName);
  if (found) return scriptName(found[0]);
  const project = Object.entries(members).find(
    ([, member]) => member instanceof RunningProject && engineName.startsWith(member.engineName),
  );
  if (!project) return engineName;
  return engineName.replace((project[1] as RunningProject).engineName, scriptName(project[0]));
}

/** The replacements for the host ports that forward to a member. */
export function portReplacementsOf(name: string, member: Member, members: Members): PortReplacement[] {
  if (member instanceof RunningProject)
    return member.containers.flatMap((own) =>
      portReplacementsOf(own.name, own, members).map((known) => Object.assign(known, { member: name })),
    );
  const fixed = fixedPorts(member);
  const container = runningIn(member);
  const literally = (port: number): PortReplacement => ({ literal: String(port), text: String(port), member: name });
  if (fixed) return Object.values(fixed).map(literally);
  if (member instanceof RunningService)
    return member.tasks.flatMap(({ hostPort }, index): PortReplacement[] => {
      if (hostPort === undefined) return [];
      const own = scriptVariable(name, `task${index + 1}_port`);
      const format = '{{(index .Status.PortStatus.Ports 0).PublishedPort}}';
      const definition = `${own}=$(${taskInspect(member, index, members)} '${format}')`;
      return [{ literal: String(hostPort), text: `$${own}`, definition, member: name, kind: 'tcp on IPv4' }];
    });
  if (!container) return [];
  const docker = dockerOf(container.engine, members);
  const { publishUdp, expose, exposeUdp } = container.declaration;
  const publishAt = container.hostPorts?.count === 1 ? container.hostPorts.first : undefined;
  // an ephemeral port changes with the container's networks
  const ever = container.history.flatMap(({ NetworkSettings }) => Object.entries(NetworkSettings.Ports));
  const published = ever.flatMap(([port, bindings]) =>
    (bindings ?? []).map(({ HostIp, HostPort }): PortReplacement => {
      // a fixed one is the same in the script, also of a container that is stopped
      if (publishAt !== undefined && HostPort === String(publishAt)) return literally(publishAt);
      const isIpv6 = HostIp.includes(':');
      const isUdp = port.endsWith('udp');
      const own = scriptVariable(name, `port${isUdp ? '_udp' : ''}${isIpv6 ? '6' : ''}`);
      // Docker Engine 20.10 prints `:::32768` for `[::]:32768`
      const sed = `sed -n '${isIpv6 ? '/::/s/.*://p' : `s/^${HostIp}://p`}'`;
      const definition = `${own}=$(${docker} port ${scriptName(name)} ${port} | ${sed})`;
      const kind = `${isUdp ? 'udp' : 'tcp'} on ${isIpv6 ? 'IPv6' : 'IPv4'}`;
      return { literal: HostPort, text: `$${own}`, definition, member: name, kind };
    }),
  );
  const requested = [publishAt, publishUdp, expose, exposeUdp]
    .filter((port) => typeof port === 'number')
    .map(literally);
  return [...published, ...requested];
}

/** The ports that a server on the host's own network answers on. */
export function fixedPorts(member: Member): ServerPorts | undefined {
  if ('kind' in member && member.kind === 'listener') return { port: member.port, ...member.others };
  const container = runningIn(member);
  const on = container?.declaration.on;
  if (!container || on?.kind !== 'predefined' || on.mode !== 'host') return undefined;
  const { port, otherPort, udpPort } = container;
  return { port, ...(otherPort === undefined ? {} : { otherPort }), ...(udpPort === undefined ? {} : { udpPort }) };
}
