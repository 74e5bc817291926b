import { isIPv6 } from 'node:net';
import { type HostPort, type HostPorts, printHostPort, searchHostPorts } from '../probe/host-ports.ts';
import { ANSWER_TIMEOUT_MS, NO_ANSWER_TIMEOUT_MS } from '../probe/limits.ts';
import { ProbeError } from '../probe/outcome.ts';
import type { Protocol, RunningContainer } from '../scenario/running.ts';
import { fact } from './fact.ts';

/**
 * Expects that no host port reaches a container, whatever its number: no socket, and no NAT rule. `control` is a container
 * with a published port, which the same search must find. Elsewhere than on the host, nothing is looked for and nothing
 * expected: the behaviour needs another expectation, or `engine-on-this-machine`.
 */
export async function expectNoHostPort(
  container: RunningContainer,
  { control }: { readonly control: RunningContainer },
): Promise<void> {
  const found = await search((ports) => ports.of(control).length > 0);
  if (!found) return;
  if (found.of(control).length === 0)
    throw new ProbeError(`the control failed: no socket or NAT rule of the host forwards to ${control.name}`);
  fact(`the host ports that reach ${container.name}`, printed(found.of(container))).is([]);
}

/** Expects that exactly these host ports reach a container. Elsewhere than on the host, nothing is looked for. */
export async function expectHostPorts(container: RunningContainer, expected: readonly HostPort[]): Promise<void> {
  const wanted = printed(expected);
  const isWhole = (found: readonly string[]): boolean => wanted.every((port) => found.includes(port));
  const found = await search((ports) => isWhole(printed(ports.of(container))));
  if (!found) return;
  fact(`the host ports that reach ${container.name}`, printed(found.of(container))).is(wanted);
}

/**
 * Expects that the host ports that reach a container are those that inspect shows: each of them is a socket or a NAT rule
 * of the host, and there are no others. Elsewhere than on the host, nothing is looked for.
 */
export async function expectHostPortsOfInspect(container: RunningContainer): Promise<void> {
  const shown = portsInInspect(container);
  const found = await search((ports) => ports.of(container).length > 0);
  if (!found) return;
  const { name } = container;
  const reaching = printed(found.of(container));
  fact(`the host ports that reach ${name}`, reaching).isNot([]);
  const known = new Set(printed(shown));
  fact(
    `the host ports that reach ${name} and are not in inspect`,
    reaching.filter((port) => !known.has(port)),
  ).is([]);
  fact(
    `the bindings of ${name} in inspect without a socket or NAT rule`,
    printed(shown.filter((port) => !found.has(port))),
  ).is([]);
}

/** A host port as a number, at any address of the host. */
interface PortNumber {
  readonly protocol: Protocol;
  readonly port: number;
}

/**
 * Expects that nothing has a host port: no socket at any address, and no NAT rule. `control` is one that the same search must
 * find. Elsewhere than on the host, nothing is looked for.
 */
export async function expectHostPortFree(
  { protocol, port }: PortNumber,
  { control }: { readonly control: PortNumber },
): Promise<void> {
  const found = await searchHostPorts(NO_ANSWER_TIMEOUT_MS);
  if (!found) return;
  if (found.at(control.protocol, control.port).length === 0)
    throw new ProbeError(
      `the control failed: the host has no socket or NAT rule at ${control.protocol} ${control.port}`,
    );
  fact(`the sockets and NAT rules of the host at ${protocol} ${port}`, printed(found.at(protocol, port))).is([]);
}

/** Expects that the host ports of containers are all different, and that no other program had one of them before. */
export async function expectFreeHostPorts(...containers: readonly RunningContainer[]): Promise<void> {
  const published = containers.flatMap(publishedPorts);
  const own = published.flatMap((bound) => [...new Set(bound.map(printNumber))]);
  fact('the host ports of the containers in inspect', own).isNot([]);
  fact('the host ports of the containers', own.toSorted()).is([...new Set(own)].toSorted());
  const found = await searchHostPorts(NO_ANSWER_TIMEOUT_MS);
  if (!found) return;
  const taken = published.flat().flatMap((port) => found.before(port));
  fact('the sockets of other programs at these host ports', printed(taken)).is([]);
}

/**
 * The host ports that are found. Most of the sockets answer nothing; where something is missing, an answer
 * on a busy machine may only be late, and all requests are repeated, with the time that an expected answer has.
 */
async function search(isWhole: (found: HostPorts) => boolean): Promise<HostPorts | undefined> {
  const found = await searchHostPorts(NO_ANSWER_TIMEOUT_MS);
  return !found || isWhole(found) ? found : searchHostPorts(ANSWER_TIMEOUT_MS);
}

/** Docker Engine 26 may give a port one number for IPv4, and another container the same number for IPv6. */
function printNumber({ protocol, address, port }: HostPort): string {
  return `${protocol} ${port} on ${isIPv6(address) ? 'IPv6' : 'IPv4'}`;
}

/** Every host port in inspect. */
function portsInInspect(container: RunningContainer): HostPort[] {
  return publishedPorts(container).flat();
}

/** The host ports of each container port in inspect. */
function publishedPorts(container: RunningContainer): HostPort[][] {
  return Object.keys(container.inspectedAtStart().NetworkSettings.Ports).map((port) => {
    const [number, protocol] = port.split('/') as [string, Protocol];
    return container.bindings(Number(number), protocol).map(({ HostIp, HostPort: bound }) => ({
      protocol,
      // Podman 4 shows no address for all of them
      address: HostIp === '' ? '0.0.0.0' : HostIp,
      port: Number(bound),
    }));
  });
}

/** Each host port once: a socket and a NAT rule may be one port. */
function printed(ports: readonly HostPort[]): string[] {
  return [...new Set(ports.map(printHostPort))].toSorted();
}
