import { bracketed } from '../../engine/bracketed.ts';
import { recordStep } from '../steps.ts';
import { hostUrl } from './host-url.ts';
import { InspectedContainer, missingInInspect } from './inspected-container.ts';

/** The protocol of a published port. */
export type Protocol = 'tcp' | 'udp';

/** A host address and port that a container port is published on. */
interface Binding {
  readonly HostIp: string;
  readonly HostPort: string;
}

/** A container with its published ports, as inspect shows them. */
export abstract class PublishedContainer extends InspectedContainer {
  /**
   * The host addresses and ports that a container port is published on, by a recorded inspect; empty where it is not
   * published.
   */
  bindings(port: number, protocol: Protocol = 'tcp'): readonly Binding[] {
    this.inspectedAtStart();
    return this.bound(port, protocol);
  }

  private bound(port: number, protocol: Protocol): readonly Binding[] {
    return this.info.NetworkSettings.Ports[`${port}/${protocol}`] ?? [];
  }

  /** The host port that a container port is published on over IPv4. Throws PromiseBroken where inspect shows none. */
  hostPort(port: number = this.port, protocol: Protocol = 'tcp'): number {
    const bound = Number(this.bound(port, protocol).find(({ HostIp }) => !HostIp.includes(':'))?.HostPort);
    if (!bound) throw missingInInspect(`the host port of ${port}/${protocol} of ${this.name}`, 'a port');
    return bound;
  }

  /** The host port that a container port is published on over IPv6. Throws PromiseBroken where inspect shows none. */
  hostPort6(port: number = this.port, protocol: Protocol = 'tcp'): number {
    const bound = Number(this.bound(port, protocol).find(({ HostIp }) => HostIp.includes(':'))?.HostPort);
    if (!bound) throw missingInInspect(`the IPv6 host port of ${port}/${protocol} of ${this.name}`, 'a port');
    return bound;
  }

  /** `docker ps --all`: its ports, `0.0.0.0:8080->80/tcp` of a published one, and `80/tcp` of one that is only exposed. */
  async listedPorts(): Promise<string[]> {
    const listed = await this.engine.listContainers({ all: true, filters: { id: [this.id] } });
    const found = listed[0]?.Ports ?? [];
    const ports = found.map(({ IP, PublicPort, PrivatePort, Type }) => {
      const own = `${PrivatePort}/${Type}`;
      return PublicPort ? `${bracketed(IP ?? '')}:${PublicPort}->${own}` : own;
    });
    // as the docker CLI prints them, which takes a port without an address for unpublished; host ports change from run to run
    const lines = found.map(
      ({ IP, PublicPort, PrivatePort, Type }) => `${IP && PublicPort ? `${IP} to ` : ''}${PrivatePort}/${Type}`,
    );
    const format = "--format '{{.Ports}}' | tr -d ' []' | tr , '\\n' | sed 's/:[0-9]*->/ to /'";
    const words = ['sh', '-c', `docker ps --all --filter name=${this.engineName} ${format}`];
    recordStep({ words, observed: { output: 'text', lines } });
    return ports.toSorted();
  }

  /** Its address on each of its networks, as the list of containers shows them: `docker ps --all` prints the networks. */
  async listedAddresses(): Promise<Readonly<Record<string, string>>> {
    const listed = await this.engine.listContainers({ all: true, filters: { id: [this.id] } });
    const networks = Object.entries(listed[0]?.NetworkSettings.Networks ?? {});
    const words = ['docker', 'ps', '--all', '--filter', `name=${this.engineName}`, '--format', '{{.Networks}}'];
    recordStep({ words, engine: this.engine });
    return Object.fromEntries(networks.map(([name, { IPAddress }]) => [name, IPAddress]));
  }

  /** The fixed host port of its declaration; where that is to be drawn, the one of this container. */
  get fixedHostPort(): number {
    if (this.hostPorts?.count !== 1) throw new Error(`no fixed host port was declared for ${this.name}`);
    return this.hostPorts.first;
  }

  /** The URL of its published port at an address of the host. */
  publishedAt(address: string): string {
    return `http://${bracketed(address)}:${address.includes(':') ? this.hostPort6() : this.hostPort()}`;
  }

  /** The URL of its published port, from the test process. */
  get publishedUrl(): string {
    return hostUrl(this.hostPort());
  }
}
