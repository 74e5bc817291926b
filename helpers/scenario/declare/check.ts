import { checkAddressing, checkEndpoints } from './check-addresses.ts';
import { checkCompose } from './check-compose.ts';
import type { ContainerDeclaration } from './container.ts';
import { type Declaration, type Declarations, partsOf, swarmMembers } from './declaration.ts';
import { aliasesOf } from './endpoint.ts';
import type { EngineHostDeclaration } from './hosts.ts';
import type { NetworkDeclaration } from './network.ts';
import { refusal } from './refusal.ts';

/** Throws a UserError for a scenario with contradictory declarations. */
export function checkDeclarations(declarations: Declarations): void {
  const declared = new Set(Object.values(declarations));
  const [manager] = swarmMembers(declarations);
  for (const [name, declaration] of Object.entries(declarations)) {
    const wanted = attempted(declaration);
    for (const part of partsOf(wanted)) {
      if (!declared.has(part))
        throw refusal(
          `uses a ${kindNames[part.kind]} for "${name}" without returning it: return it as well, under a name`,
        );
    }
    if (wanted.kind === 'network') {
      checkNetwork(name, wanted, manager);
      checkAddressing(name, wanted);
    }
    if (wanted.kind === 'container') {
      checkContainer(name, wanted);
      checkEndpoints(name, wanted);
    }
    if (wanted.kind === 'service' && wanted.on.across.length === 0)
      throw refusal(`has the service "${name}" on a network that is no overlay network: name one across engine hosts`);
    if (wanted.kind === 'compose') checkCompose(name, wanted);
    if (declaration.kind === 'container') {
      checkAliases(name, declaration);
      checkLinks(name, declaration);
    }
  }
}

/** What a declaration attempts; itself for all others. */
function attempted(declaration: Declaration): Exclude<Declaration, { kind: 'attempt' | 'network-attempt' }> {
  if (declaration.kind === 'attempt') return declaration.container;
  return declaration.kind === 'network-attempt' ? declaration.network : declaration;
}

function checkNetwork(
  name: string,
  { driver, across, at, beside, trusting, attachable }: NetworkDeclaration,
  manager: EngineHostDeclaration | undefined,
): void {
  if ((driver === 'overlay') !== across.length > 0) {
    const named = typeof driver === 'string' ? driver : 'a plugin';
    throw refusal(
      `has a network "${name}" with the driver ${named} across ${across.length} engine hosts: an overlay network needs hosts, and no other driver has any`,
    );
  }
  if ((driver === 'macvlan' || driver === 'ipvlan') !== (beside !== undefined))
    throw refusal(
      `has a network "${name}" with a LAN host but another driver than macvlan and ipvlan, or the reverse: these two need "beside", and no other driver has it`,
    );
  if (trusting && (driver !== 'bridge' || at))
    throw refusal(
      `has a network "${name}" that trusts the interface to a LAN host, but is no bridge of the engine's host: leave "trusting" out`,
    );
  if (attachable === false && driver !== 'overlay')
    throw refusal(
      `has a network "${name}" that is not attachable, with another driver than overlay: leave "attachable" out`,
    );
  if (new Set(across).size < across.length)
    throw refusal(`has the overlay network "${name}" across one host twice: name it once`);
  if (across.length > 0 && across[0] !== manager)
    throw refusal(
      `has overlay networks with two managers: name the same host first for "${name}" as for the others, because they are one swarm`,
    );
}

function checkContainer(name: string, declaration: ContainerDeclaration): void {
  const { role, on, at, publish, publishUdp, publishOn, publishAt, invalidHostPort, networkBy, dnsServer } =
    declaration;
  if (networkBy !== undefined && on.kind !== 'network')
    throw refusal(`has "${name}" on a network by its ${networkBy}, but on none of its own: put it on one, with on`);
  if (dnsServer && role !== 'nginx')
    throw refusal(`has a DNS server in "${name}", which is a ${role}: make it an nginx`);
  if (publish === undefined && publishUdp === undefined) {
    for (const [option, value] of Object.entries({ publishOn, publishAt, invalidHostPort })) {
      const text = typeof value === 'string' || Array.isArray(value) ? ` ${[value].flat().join(' and ')}` : '';
      if (value !== undefined)
        throw refusal(`has "${name}" with ${option}${text} but no port: name it with publish or publishUdp`);
    }
  }
  const spanned = on.kind === 'network' ? on.across : [];
  if (on.kind === 'shared' && on.of.at !== at)
    throw refusal(`has "${name}" on another host than the container whose network it shares: name the same host`);
  if (spanned.length > 0 && (!at || !spanned.includes(at)))
    throw refusal(`has "${name}" on an overlay network, but on none of its hosts: name one of them with at`);
  if (on.kind === 'network' && spanned.length === 0 && on.at !== at)
    throw refusal(`has "${name}" on another host than its network: name the same host for both, or none`);
}

function checkAliases(name: string, declaration: ContainerDeclaration): void {
  if (declaration.alias === undefined || declaration.on.kind !== 'predefined') return;
  throw refusal(
    `gives "${name}" the alias "${aliasesOf(declaration).join('", "')}" on the predefined network "${declaration.on.mode}": aliases need ` +
      'a user-defined network, so put it on one, or wrap it in attempt() if the refusal is what you test',
  );
}

/** On the networks of the host, of no one and of another container, an engine refuses links. */
function checkLinks(name: string, { links, on }: ContainerDeclaration): void {
  if (links === undefined || on.kind === 'network' || (on.kind === 'predefined' && on.mode === 'bridge')) return;
  const network = on.kind === 'shared' ? 'network of another container' : `predefined network "${on.mode}"`;
  throw refusal(
    `gives "${name}" links on the ${network}: links need the default bridge or a user-defined network, so put it on ` +
      'one, or wrap it in attempt() if the refusal is what you test',
  );
}

const kindNames = {
  network: 'network',
  container: 'container',
  attempt: 'container',
  'engine-host': 'host',
  'lan-host': 'LAN host',
  'network-plugin': 'network plugin',
  listener: 'listener',
} as const;
