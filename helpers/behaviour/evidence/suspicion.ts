import { isIP } from 'node:net';
import type { Outcome } from '../../probe/outcome.ts';
import { type ContainerFacts, type Facts, askerOf } from './facts.ts';
import type { BrokenProbe } from './broken-probe.ts';
import { suspectUnanswered } from './unanswered.ts';

/**
 * What probably broke, in a sentence without an end mark, from what was observed and what was found afterwards;
 * undefined where nothing can be known. It is a suspicion: the verdict does not depend on it.
 */
export function suspect(broken: BrokenProbe | undefined, facts: Facts): string | undefined {
  const notTaken = facts.containers.flatMap((container) => otherThanDeclared(container));
  if (notTaken.length > 0) return `the engine did not do what it was told: ${notTaken.join('; ')}`;
  if (!broken) return undefined;
  const { outcome, expected } = broken;
  if (outcome.kind === 'answered') return suspectAnswer(outcome, expected, facts);
  return /^(answered|resolved)/.test(expected) ? suspectUnanswered(broken, facts) : undefined;
}

/** The parts of a container's declaration that are not in its inspect. */
function otherThanDeclared({ name, declared, atStart }: ContainerFacts): string[] {
  const { networks, bound } = atStart;
  const { network, aliases, publish, publishOn } = declared;
  const on = Object.keys(networks);
  // Podman calls the default bridge by its own name
  // in another container's network, it has none of its own
  const isOn =
    network.startsWith('container:') || on.includes(network) || (network === 'bridge' && on.includes('podman'));
  if (!isOn) return [`${name} was put on the network ${network}, and inspect shows it on ${on.join(', ') || 'none'}`];
  const lost = aliases.filter((alias) => !networks[network]?.aliases.includes(alias));
  const hasPorts = !['none', 'host'].includes(network) && !network.startsWith('container:');
  const bindings = bound.filter(({ port }) => port === `${publish}/tcp`);
  const elsewhere = bindings.filter(({ hostAddress }) => publishOn !== undefined && !publishOn.includes(hostAddress));
  const isNarrow =
    publishOn === undefined && bindings.length > 0 && bindings.every(({ hostAddress }) => !isEvery(hostAddress));
  return [
    ...lost.map((alias) => `${name} was given the alias ${alias}, which inspect does not show`),
    ...(hasPorts && publish !== undefined && bindings.length === 0
      ? [`${name} was to publish port ${publish}, and inspect shows nothing bound for it`]
      : []),
    ...(isNarrow
      ? [
          `${name} was to publish port ${publish} on all addresses, and is bound on ${bindings.map(({ hostAddress }) => hostAddress).join(', ')} alone`,
        ]
      : []),
    ...elsewhere.map(
      (binding) =>
        `${name} was to publish on ${[publishOn].flat().join(' and ')} alone, and is bound on ${binding.hostAddress}`,
    ),
  ];
}

function suspectAnswer(
  outcome: Outcome & { readonly kind: 'answered' },
  expected: string,
  facts: Facts,
): string | undefined {
  const { by, address } = outcome;
  const answering = facts.containers.find(({ identity }) => identity === by);
  if (expected.startsWith('answered')) {
    if (by === undefined) return `somebody answered at ${address} who is no container of the scenario`;
    if (expected.includes(`(${by})`)) return undefined;
    return `the answer came from another container: ${answering?.name ?? by}, at ${address}`;
  }
  const asker = askerOf(outcome, facts);
  if (outcome.request.kind !== 'page') return undefined;
  const { hostname, port } = new URL(outcome.request.url);
  if (expected === 'unresolved')
    return `the name ${hostname} resolves, to ${address}: somebody carries it, or a resolver outside knows it`;
  const binding = facts.containers
    .flatMap(({ name, now }) => now.bound.map((one) => Object.assign({ name }, one)))
    .find(({ hostPort }) => hostPort === Number(port || 80));
  if (binding)
    return `the port is bound on the host, for ${binding.port} of ${binding.name}, on ${binding.hostAddress || 'all addresses'}`;
  if (asker?.inside?.hasDefaultRoute && isIP(hostname) > 0)
    return `${asker.name} has a default route, and nothing on the way from it to ${address} drops the packet`;
  return undefined;
}

/** Whether a binding is on all addresses of the host. */
function isEvery(hostAddress: string): boolean {
  return ['', '0.0.0.0', '::'].includes(hostAddress);
}
