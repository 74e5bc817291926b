import { networkInterfaces } from 'node:os';
import { engineClient } from '../engine/client.ts';
import { currentRun, labelsOf } from '../engine/run.ts';
import { removeContainer } from '../engine/sweep.ts';
import { errorText } from '../engine/user-error.ts';
import { roleImages } from '../images/roles.ts';
import { ProbeError } from './outcome.ts';

/** An address on an interface of the engine's host. */
export interface HostAddress {
  readonly interface: string;
  readonly address: string;
}

/** The vantage point of the engine's host: the machine, or virtual machine, whose network the containers are on. */
export const fromEngineHost = {
  /** The addresses of its interfaces: read directly where this process shares its network, else by a container that does. */
  addresses(): Promise<HostAddress[]> {
    return currentRun().engine.location.sharesNetwork ? Promise.resolve(ourAddresses()) : addressesByContainer();
  },
};

function ourAddresses(): HostAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).map(({ address }) => ({ interface: name, address })),
  );
}

/** `docker run --network host busybox ip -o address` */
async function addressesByContainer(): Promise<HostAddress[]> {
  const engine = await engineClient();
  const container = await engine.createContainer({
    Image: roleImages().probe.reference,
    Cmd: ['ip', '-o', 'address'],
    Labels: labelsOf(currentRun()),
    HostConfig: { NetworkMode: 'host' },
  });
  try {
    await container.start();
    await container.wait();
    const logs = await container.logs({ stdout: true, stderr: true, follow: false });
    return parseAddresses(logs.toString('latin1'));
  } catch (error) {
    throw new ProbeError(`the addresses of the engine's host cannot be read: ${errorText(error)}`);
  } finally {
    await removeContainer(engine, container.id);
  }
}

/** Lines such as `3: docker0    inet 172.17.0.1/16 brd …`. */
export function parseAddresses(text: string): HostAddress[] {
  return [...text.matchAll(/\d+: (\S+)\s+inet6? ([^/\s]+)\//g)].map(([, name = '', address = '']) => ({
    interface: name,
    address,
  }));
}
