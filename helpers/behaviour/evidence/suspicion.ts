import { isIP } from 'node:net';
import type { Expectation } from '../../probe/expectation.ts';
import type { Probe } from '../../probe/journal.ts';
import { requestedHost } from '../../probe/request.ts';
import type { Failure, ProbeFailure } from '../failure.ts';
import { portIn } from './destination.ts';
import { type ContainerFacts, type Facts, commonNetwork, ownerOf, senderOf } from './facts.ts';
import { isServerListening, suspectUnanswered } from './unanswered.ts';
import { suspectWays } from './ways.ts';

/**
 * The suspected cause of a failure, in a sentence without a full stop, from the observation and the evidence collected
 * afterwards; undefined without a suspicion. The verdict does not depend on it. `probes` are all of the behaviour.
 */
export function suspect(failure: Failure | undefined, facts: Facts, probes: readonly Probe[] = []): string | undefined {
  const ignored = facts.containers.flatMap((container) => otherThanDeclared(container));
  if (ignored.length > 0) return `the engine did not do what was configured: ${ignored.join('; ')}`;
  if (failure?.kind !== 'probe') return undefined;
  const { observed, expected } = failure;
  if (observed.kind === 'answered' || observed.kind === 'echoed') {
    const address = observed.kind === 'answered' ? observed.address : requestedHost(failure.request);
    return suspectWays(failure, probes) ?? suspectAnswer(failure, { by: observed.by, address }, facts);
  }
  if (expected.kind !== 'answered' && expected.kind !== 'resolved') return undefined;
  const byWay = isServerListening(failure, facts) ? suspectWays(failure, probes) : undefined;
  return byWay ?? suspectUnanswered(failure, facts);
}

/** The parts of a container's declaration that are not in its inspect. */
function otherThanDeclared({ name, declared, atStart }: ContainerFacts): string[] {
  const { networks, bound } = atStart;
  const { network, aliases, publish, publishOn } = declared;
  const on = Object.keys(networks);
  // Podman's default bridge is named podman; a container that shares a network stack has no network in inspect
  const isOn =
    network.startsWith('container:') || on.includes(network) || (network === 'bridge' && on.includes('podman'));
  if (!isOn) return [`${name} should be on network ${network}, but inspect shows ${on.join(', ') || 'none'}`];
  const lost = aliases.filter((alias) => !networks[network]?.aliases.includes(alias));
  const hasPorts = !['none', 'host'].includes(network) && !network.startsWith('container:');
  const bindings = bound.filter(({ port }) => port === `${publish}/tcp`);
  const elsewhere = bindings.filter(({ hostAddress }) => publishOn !== undefined && !publishOn.includes(hostAddress));
  const isNarrow =
    publishOn === undefined && bindings.length > 0 && bindings.every(({ hostAddress }) => !isAllAddresses(hostAddress));
  return [
    ...lost.map((alias) => `inspect does not show the alias ${alias} of ${name}`),
    ...(hasPorts && publish !== undefined && bindings.length === 0
      ? [`${name} should publish port ${publish}, but inspect shows no host port for it`]
      : []),
    ...(isNarrow
      ? [
          `${name} should publish port ${publish} on all addresses, but the port is bound on ${bindings.map(({ hostAddress }) => hostAddress).join(', ')} only`,
        ]
      : []),
    ...elsewhere.map(
      (binding) =>
        `${name} should publish on ${[publishOn].flat().join(' and ')} only, but the port is bound on ${binding.hostAddress}`,
    ),
  ];
}

/** The server that answered, and its address. */
interface Answering {
  readonly by: string | undefined;
  readonly address: string;
}

function suspectAnswer(failure: ProbeFailure, { by, address }: Answering, facts: Facts): string | undefined {
  const { expected, request } = failure;
  if (expected.kind === 'answered') return suspectServer(by, address, expected, facts);
  const host = requestedHost(request);
  const { protocol, port } = portIn(request) ?? {};
  if (expected.kind === 'unresolved')
    return `${host} resolves to ${address}: a container has this name, or the upstream DNS server knows it`;
  const binding = facts.containers
    .flatMap(({ name, now }) => now.bound.map((one) => Object.assign({ name }, one)))
    .find((one) => one.hostPort === port && one.port.endsWith(`/${protocol}`));
  if (binding)
    return `the host port is bound to ${binding.port} of ${binding.name}, on ${binding.hostAddress || 'all addresses'}`;
  const sender = senderOf(failure, facts);
  const owner = ownerOf(address, facts);
  if (sender && owner && commonNetwork(sender, owner))
    return `${sender.name} and ${owner.name} are on one network, and nothing between them drops the packet`;
  if (sender?.inside?.hasDefaultRoute && isIP(host) > 0)
    return `${sender.name} has a default route, and nothing between it and ${address} drops the packet`;
  return undefined;
}

function suspectServer(
  by: string | undefined,
  address: string,
  expected: Expectation & { readonly kind: 'answered' },
  facts: Facts,
): string | undefined {
  if (by === undefined) return `the server that answered at ${address} is not a container of the scenario`;
  if (by === expected.by.identity) return undefined;
  const answering = facts.containers.find(({ identity }) => identity === by);
  return `the answer came from another container: ${answering?.name ?? by}, at ${address}`;
}

/** Whether a host address in a binding stands for all addresses. */
function isAllAddresses(hostAddress: string): boolean {
  return ['', '0.0.0.0', '::'].includes(hostAddress);
}
