import type Dockerode from 'dockerode';
import type { HostAccess } from '../engine/host-access.ts';
import type { Fingerprint } from '../engine/identify.ts';
import { startIdleOnHost } from '../engine/idle-on-host.ts';
import { startConnector } from '../engine/lan/connector.ts';
import { removeContainer } from '../engine/sweep.ts';
import type { RoleImages } from '../images/roles.ts';

type LanAccess = Pick<HostAccess, 'connector' | 'noConnector'>;

/** The containers on the network of the engine's host that a whole run uses. */
export class HostContainers {
  private readonly engine: Dockerode;
  private readonly images: RoleImages;
  private readonly fingerprint: Fingerprint;
  private readonly started: string[] = [];

  constructor(engine: Dockerode, images: RoleImages, fingerprint: Fingerprint) {
    this.engine = engine;
    this.images = images;
    this.fingerprint = fingerprint;
  }

  /**
   * Starts those to run commands in, where this process is not root on that host, and with `lan` the one that connects LAN
   * hosts. What the engine refuses is left out.
   */
  async start(isRootThere: boolean, lan: boolean): Promise<LanAccess & Pick<HostAccess, 'containers'>> {
    const access = lan ? await this.connector() : {};
    const containers = isRootThere ? undefined : await this.forCommands();
    return { ...access, ...(containers ? { containers } : {}) };
  }

  /** Removes them. */
  async remove(): Promise<void> {
    await Promise.all(this.started.splice(0).map((id) => removeContainer(this.engine, id)));
  }

  private async connector(): Promise<LanAccess> {
    const { engine, images, fingerprint } = this;
    // without cgroups, as in rootless mode, the removal of a container in the host's PID namespace kills dockerd itself
    if (fingerprint.rootless)
      return { noConnector: 'this engine is rootless, and no container of it can change the network of its host' };
    if (!images.nginx.programs.includes('perl'))
      return { noConnector: "the nginx image has no perl, which a LAN host's DNS server needs" };
    const access = await startConnector(engine, images.probe.reference, fingerprint.settings.usernsRemap);
    if (access.connector) this.started.push(access.connector.id);
    return access;
  }

  private async forCommands(): Promise<HostAccess['containers']> {
    const { images, fingerprint } = this;
    if (fingerprint.surroundings.hostNetworkRefused !== undefined) return undefined;
    try {
      return { nginx: await this.idle(images.nginx), probe: await this.idle(images.probe) };
    } catch {
      // each command then tries to start one, and says why it cannot
      return undefined;
    }
  }

  private async idle({ reference }: { readonly reference: string }): Promise<string> {
    const id = await startIdleOnHost(this.engine, reference, this.fingerprint.settings.usernsRemap);
    this.started.push(id);
    return id;
  }
}

/** What --lan adds to the engine's host, and for how long, or why it does not. */
export function lanLine({ connector, noConnector }: LanAccess): string {
  return connector
    ? "--lan: containers act as LAN hosts; each adds a network interface (dnc…) to the engine's host, and takes it away when its scenario ends."
    : `--lan: ${noConnector}.`;
}
