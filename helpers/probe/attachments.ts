import type { RunningContainer } from '../scenario/running.ts';
import { type Interface, withoutTunnels } from './devices.ts';
import { fromEngineHost } from './engine-host.ts';
import { from } from './from.ts';

/** How containers are attached to bridges, as the kernels of their host and of the containers list it. */
export interface Attachments {
  /** For each container, the host end of each of its interfaces but lo, which is undefined where the host has none. */
  readonly hostEnds: readonly (readonly (Interface | undefined)[])[];
  /** For each container, the host end of its eth0. */
  readonly eth0: readonly (Interface | undefined)[];
  /** The interfaces of the host that are attached to a bridge, sorted by name. */
  portsOf(bridge: string | undefined): readonly string[];
}

/** The veth pairs of containers: each end has the index of the other end. */
export async function attachmentsOf(...containers: readonly RunningContainer[]): Promise<Attachments> {
  const [onHost, ...inside] = await Promise.all([
    fromEngineHost.interfaces(),
    ...containers.map((container) => from(container).interfaces()),
  ]);
  const hostEndOf = (end: Interface): Interface | undefined =>
    onHost.find(({ index, peerIndex }) => index === end.peerIndex && peerIndex === end.index);
  return {
    hostEnds: inside.map((interfaces) =>
      withoutTunnels(interfaces)
        .filter(({ name }) => name !== 'lo')
        .map(hostEndOf),
    ),
    eth0: inside.map((interfaces) => {
      const eth0 = interfaces.find(({ name }) => name === 'eth0');
      return eth0 && hostEndOf(eth0);
    }),
    portsOf: (bridge) =>
      onHost
        .filter(({ master }) => master !== undefined && master === bridge)
        .map(({ name }) => name)
        .toSorted(),
  };
}
