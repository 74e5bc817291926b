import type Dockerode from 'dockerode';
import type { ContainerCreateOptions } from 'dockerode';
import type { Connector } from '../../engine/host-access.ts';
import { IDLE, NETWORK_ONLY } from '../../engine/idle-on-host.ts';
import { type LanLink, connectToHost, nicScript, untilUp } from '../../engine/lan/connector.ts';
import { runScript } from '../../engine/lan/run-script.ts';
import type { Nic } from '../../engine/lab/switch.ts';
import { currentRun, labelsOf } from '../../engine/run.ts';
import { removeContainer } from '../../engine/sweep.ts';
import type { RoleImages } from '../../images/roles.ts';
import type { OtherPorts } from '../ports.ts';
import { type OwnServer, startOwnServer } from '../own-server.ts';
import { everywhere, nginxServer } from '../servers.ts';
import { READY_LIMIT_MS } from '../serving.ts';
import { dnsServer } from '../dns-server.ts';

/** The interface of a LAN host. */
const INTERFACE = 'lan0';

/** A LAN host's number on its link. */
const NUMBER = 12;

/**
 * A LAN host as a container without a network of the engine (`--network none`), connected to the engine's host by a link
 * of their own. Where its image has no `ip`, a second container in its network changes its addresses and routes. Both are
 * removed by `end`; the link goes with them.
 */
export class LanContainer {
  readonly engine: Dockerode;
  readonly id: string;
  readonly name: string;
  readonly nic: Nic;
  readonly link: LanLink;
  /** The container with `ip` in its network. */
  private readonly hand: string;

  private constructor(engine: Dockerode, id: string, name: string, hand: string, link: LanLink) {
    this.engine = engine;
    this.id = id;
    this.name = name;
    this.hand = hand;
    this.link = link;
    this.nic = nicOf(link);
  }

  /** Starts it with a name and identity, and waits until its servers answer. */
  static async start(
    { engine, images }: { readonly engine: Dockerode; readonly images: RoleImages },
    connector: Connector,
    identity: string,
    ports: OtherPorts,
  ): Promise<LanContainer> {
    const started: string[] = [];
    try {
      const hasIp = images.nginx.programs.includes('ip');
      const server = lanHost(images.nginx.reference, identity, ports, hasIp);
      const { id } = await startOwnServer(engine, server, READY_LIMIT_MS);
      started.push(id);
      const startHand = async (): Promise<string> => {
        const container = await engine.createContainer(handOptions(images.probe.reference, `${identity}-hand`, id));
        started.push(container.id);
        await container.start();
        return container.id;
      };
      const [hand, link] = await Promise.all([hasIp ? id : startHand(), connectToHost(engine, connector, id)]);
      const { address, address6 } = nicOf(link);
      const script = [
        `ip link set ${link.peer} name ${INTERFACE}`,
        ...nicScript(INTERFACE, address, address6),
        ...untilUp(INTERFACE),
      ];
      await Promise.all([
        runScript(engine, hand, script.join('\n')),
        runScript(engine, connector.id, untilUp(link.own.interface).join('\n')),
      ]);
      return new LanContainer(engine, id, identity, hand, link);
    } catch (error) {
      for (const id of started.toReversed()) await removeContainer(engine, id);
      throw error;
    }
  }

  /**
   * Adds a route to an address or a subnet, via the engine's host. For a loopback address, this host first removes its own
   * loopback addresses: which root may do, so that 127.0.0.1 is the other host.
   */
  async route(to: string, via: string): Promise<void> {
    const [ip, source] = to.includes(':') ? ['ip -6', this.nic.address6] : ['ip', this.nic.address];
    const script = [
      ...(to.startsWith('127.') ? ['ip address flush dev lo'] : []),
      `${ip} route replace ${to} via ${via} dev ${INTERFACE} src ${source}`,
    ];
    await runScript(this.engine, this.hand, script.join('\n'));
  }

  /** Its containers: itself, and the one that changes its routes if that is another. */
  get containers(): readonly { readonly engine: Dockerode; readonly id: string; readonly name: string }[] {
    const { engine, name, id, hand } = this;
    return [{ engine, name, id }, ...(hand === id ? [] : [{ engine, name: `${name}-hand`, id: hand }])];
  }

  async end(): Promise<void> {
    for (const { id } of this.containers.toReversed()) await removeContainer(this.engine, id);
  }
}

function nicOf({ subnet }: LanLink): Nic {
  return { interface: INTERFACE, ...subnet.host(NUMBER) };
}

/** `changesNetwork`: it may change its own network, which is no one else's. */
function lanHost(image: string, name: string, { otherPort, udpPort }: OtherPorts, changesNetwork: boolean): OwnServer {
  const hasIpv6 = currentRun().engine.surroundings.ipv6 !== false;
  const sockets = { tcp: everywhere([80, otherPort], hasIpv6), udp: everywhere([udpPort], hasIpv6) };
  return {
    name,
    image,
    labels: labelsOf(currentRun()),
    server: nginxServer(name, sockets, dnsServer.start, dnsServer.environment),
    host: {
      NetworkMode: 'none',
      ...(changesNetwork ? { CapAdd: ['NET_ADMIN'] } : {}),
      Sysctls: {
        // packets from 127.0.0.1 of another host
        'net.ipv4.conf.all.route_localnet': '1',
        'net.ipv4.ping_group_range': '0 0',
        ...(hasIpv6 ? IPV6 : {}),
      },
    },
  };
}

/** Without duplicate address detection, which lasts longer than the start of everything else. */
const IPV6 = {
  'net.ipv6.conf.all.disable_ipv6': '0',
  'net.ipv6.conf.default.disable_ipv6': '0',
  'net.ipv6.conf.all.accept_dad': '0',
  'net.ipv6.conf.default.accept_dad': '0',
};

function handOptions(image: string, name: string, of: string): ContainerCreateOptions {
  return {
    name,
    Image: image,
    Entrypoint: [...IDLE],
    Cmd: [],
    User: '0',
    Labels: labelsOf(currentRun()),
    HostConfig: { NetworkMode: `container:${of}`, ...NETWORK_ONLY },
  };
}
