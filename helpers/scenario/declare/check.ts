import { UserError } from '../../engine/user-error.ts';
import { type ContainerDeclaration, aliasesOf } from './container.ts';
import { type Declarations, partsOf, swarmMembers } from './declaration.ts';
import type { EngineHostDeclaration } from './hosts.ts';
import type { NetworkDeclaration } from './network.ts';

/** Throws a UserError for a scenario that no engine could run. */
export function check(declarations: Declarations): void {
  const declared = new Set(Object.values(declarations));
  const [manager] = swarmMembers(declarations);
  for (const [name, declaration] of Object.entries(declarations)) {
    const wanted = declaration.kind === 'attempt' ? declaration.container : declaration;
    for (const part of partsOf(wanted)) {
      if (!declared.has(part))
        throw refusal(
          `has "${name}" use a ${words[part.kind]} that it does not return: return it as well, under its name`,
        );
    }
    if (wanted.kind === 'network') checkNetwork(name, wanted, manager);
    if (wanted.kind === 'container') checkContainer(name, wanted);
    if (declaration.kind === 'container') checkAliases(name, declaration);
  }
}

function checkNetwork(
  name: string,
  { driver, across, beside }: NetworkDeclaration,
  manager: EngineHostDeclaration | undefined,
): void {
  if ((driver === 'overlay') !== across.length > 0) {
    const named = typeof driver === 'string' ? driver : 'of a plugin';
    throw refusal(
      `has a network "${name}" with the driver ${named} that spans engine hosts (${across.length}): an overlay spans some, and no other network does`,
    );
  }
  if ((driver === 'macvlan') !== (beside !== undefined))
    throw refusal(`has "${name}" not beside a LAN host, or not as a macvlan: a macvlan is beside one, no other is`);
  if (new Set(across).size < across.length)
    throw refusal(`has the overlay "${name}" span one host twice: name it once`);
  if (across.length > 0 && across[0] !== manager)
    throw refusal(
      `has overlays with two managers: let "${name}" span the same host first as the others, for it is one swarm`,
    );
}

function checkContainer(name: string, { on, at, publish, publishOn }: ContainerDeclaration): void {
  if (publishOn !== undefined && publish === undefined)
    throw refusal(`publishes no port of "${name}" on ${[publishOn].flat().join(' and ')}: say which, with publish`);
  const spanned = on.kind === 'network' ? on.across : [];
  if (on.kind === 'shared' && on.of.at !== at)
    throw refusal(`has "${name}" at another host than the container whose network it shares: name the same one`);
  if (spanned.length > 0 && (!at || !spanned.includes(at)))
    throw refusal(`has "${name}" on an overlay, and at no host that this spans: say at which one`);
  if (on.kind === 'network' && spanned.length === 0 && on.at !== at)
    throw refusal(`has "${name}" at another host than its network: say the same one of both, or leave out both`);
}

function checkAliases(name: string, declaration: ContainerDeclaration): void {
  if (declaration.alias === undefined || declaration.on.kind !== 'predefined') return;
  throw refusal(
    `gives "${name}" the alias "${aliasesOf(declaration).join('", "')}" on the predefined network "${declaration.on.mode}": aliases need ` +
      'a user-defined network, so put it on one, or wrap it in attempt() if the refusal is what you test',
  );
}

function refusal(what: string): UserError {
  return new UserError(`The scenario ${what}.`);
}

const words = {
  network: 'network',
  container: 'container',
  'engine-host': 'host',
  'lan-host': 'LAN host',
  'network-plugin': 'network plugin',
} as const;
