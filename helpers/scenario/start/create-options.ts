import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import { currentRun } from '../../engine/run.ts';
import { olderThan } from '../../engine/version.ts';
import type { ContainerDeclaration } from '../declare/container.ts';
import { endpointConfig } from '../endpoint-config.ts';
import { printHostPorts, sharedPorts } from '../ports.ts';
import { sysctlsOf } from '../sysctls.ts';
import type { ContainerToStart } from './container-to-start.ts';

/**
 * The options that testcontainers' own builder lacks: its aliases also attach the container to the default bridge, and
 * it publishes exposed ports, and only on all addresses.
 */
export function createOptions(starting: ContainerToStart): CreateOptions {
  const { declaration, networkName, dns, links, hostPorts, publishOn = hostAddresses(declaration) } = starting;
  const { publish, publishForSharing, publishUdp, expose, exposeUdp, capAdd, capDrop } = declaration;
  const { on, hostname, domainname, dnsSearch, dnsOption, addHost = {}, invalidHostPort = '' } = declaration;
  const networkMode = isUnnamed(declaration) ? UNNAMED : starting.networkMode;
  const HostPort = hostPorts ? printHostPorts(hostPorts) : invalidHostPort;
  const shared = publishForSharing ? sharedPorts.port : undefined;
  const published = [...portOf(publish, 'tcp'), ...portOf(shared, 'tcp'), ...portOf(publishUdp, 'udp')];
  const ports = [...published, ...portOf(expose, 'tcp'), ...portOf(exposeUdp, 'udp')];
  return {
    networkMode,
    ...endpointsOf(starting, networkMode),
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    PortBindings: Object.fromEntries(
      published.map((port) => [port, publishOn.map((HostIp) => ({ HostIp, HostPort }))]),
    ),
    publishAll: declaration.publishAll === true,
    restart: declaration.restart,
    names: {
      ...(dns.length > 0 ? { Dns: [...dns] } : {}),
      ...(dnsSearch === undefined ? {} : { DnsSearch: [dnsSearch].flat() }),
      ...(dnsOption === undefined ? {} : { DnsOptions: [dnsOption].flat() }),
      // on a user-defined network, a link is an option of the endpoint
      ...(links.length > 0 && on.kind !== 'network' ? { Links: [...links] } : {}),
      ExtraHosts: Object.entries(addHost).map(([name, address]) => `${name}:${address}`),
    },
    ...(hostname === undefined ? {} : { hostname }),
    ...(domainname === undefined ? {} : { domainname }),
    CapAdd: capAdd === undefined ? [] : [capAdd],
    CapDrop: capDrop === undefined ? [] : [capDrop],
    sysctls: sysctlsOf(declaration),
    usernsMode: networkName === 'host' && currentRun().engine.settings.usernsRemap ? 'host' : undefined,
  };
}

/** From this API on, a MAC address belongs to an endpoint: https://docs.docker.com/reference/api/engine/version-history/ */
const MAC_OF_ENDPOINT = '1.44';

/** The endpoints of a container on the networks that it is created on, as the docker CLI sends them. */
function endpointsOf(
  { declaration, network, others, links }: ContainerToStart,
  networkMode: string,
): Pick<CreateOptions, 'endpoints' | 'macAddress'> {
  const { mac, ...options } = declaration;
  const isContainers = mac !== undefined && olderThan(currentRun().engine.apiVersion, MAC_OF_ENDPOINT);
  const own = {
    ...endpointConfig(isContainers ? options : declaration, network ?? { subnet: undefined }),
    ...(links.length > 0 && network ? { Links: [...links] } : {}),
  };
  // the docker CLI names the network beside a MAC address of the container as well
  const isNamed = Object.keys(own).length > 0 || others.length > 0 || isContainers;
  return {
    endpoints: {
      ...(isNamed ? { [networkMode]: own } : {}),
      ...Object.fromEntries(
        others.map((other) => [other.network.engineName, endpointConfig(other.options, other.network)]),
      ),
    },
    ...(isContainers ? { macAddress: mac } : {}),
  };
}

/** The host addresses to publish on by default: all of them, written out where the user configured others. */
function hostAddresses({ at }: ContainerDeclaration): readonly string[] {
  const { settings, surroundings } = currentRun().engine;
  const { defaultBridge, networkDefaults = {} } = settings;
  const chosen = [
    defaultBridge === 'none' ? '' : defaultBridge.hostBinding,
    networkDefaults['com.docker.network.bridge.host_binding_ipv4'] ?? '',
  ];
  if (at || chosen.every((address) => address === '' || address === ALL_ADDRESSES)) return [''];
  return surroundings.ipv6 === false ? [ALL_ADDRESSES] : [ALL_ADDRESSES, '::'];
}

/** What `docker run` sends without `--network`. */
const UNNAMED = 'default';

function isUnnamed({ on }: ContainerDeclaration): boolean {
  return on.kind === 'predefined' && on.unnamed === true;
}

const ALL_ADDRESSES = '0.0.0.0';

function portOf(port: number | undefined, protocol: 'tcp' | 'udp'): string[] {
  return port === undefined ? [] : [`${port}/${protocol}`];
}

/** The options that `scenarioContainer` adds to those of testcontainers. */
export interface CreateOptions {
  readonly networkMode: string;
  /** By the name of the network, or the network mode. */
  readonly endpoints: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The MAC address of the container; later engines have one for each endpoint. */
  readonly macAddress?: string;
  readonly ExposedPorts: NonNullable<ContainerCreateOptions['ExposedPorts']>;
  readonly PortBindings: Record<string, { HostIp: string; HostPort: string }[]>;
  readonly names: Pick<HostConfig, 'Dns' | 'DnsSearch' | 'DnsOptions' | 'ExtraHosts' | 'Links'>;
  readonly publishAll: boolean;
  readonly restart: ContainerDeclaration['restart'];
  readonly hostname?: string;
  readonly domainname?: string;
  readonly CapAdd: string[];
  readonly CapDrop: string[];
  readonly sysctls: Readonly<Record<string, string>>;
  /** `host`: root in the container is root on the host, though the engine maps it to another user elsewhere. */
  readonly usernsMode: 'host' | undefined;
}
