import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import { currentRun } from '../../engine/run.ts';
import { type ContainerDeclaration, aliasesOf } from '../declare/container.ts';
import { sysctlsOf } from '../sysctls.ts';
import type { ContainerToStart } from './container-to-start.ts';

/**
 * The options that testcontainers' own builder lacks: its aliases also attach the container to the default bridge, and
 * it publishes exposed ports, and only on all addresses.
 */
export function createOptions({ declaration, networkName, dns }: ContainerToStart): CreateOptions {
  const { publish, publishOn = hostAddresses(declaration), publishAt = '', publishUdp, expose, capDrop } = declaration;
  const { hostname, dnsSearch, dnsOption, addHost = {} } = declaration;
  const aliases = aliasesOf(declaration);
  const published = [...portOf(publish, 'tcp'), ...portOf(publishUdp, 'udp')];
  const ports = [...published, ...portOf(expose, 'tcp')];
  return {
    networkMode: isUnnamed(declaration) ? UNNAMED : networkName,
    endpoint: aliases.length === 0 ? {} : { Aliases: [...aliases] },
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    PortBindings: Object.fromEntries(
      published.map((port) => [port, [publishOn].flat().map((HostIp) => ({ HostIp, HostPort: String(publishAt) }))]),
    ),
    names: {
      ...(dns.length > 0 ? { Dns: [...dns] } : {}),
      ...(dnsSearch === undefined ? {} : { DnsSearch: [dnsSearch] }),
      ...(dnsOption === undefined ? {} : { DnsOptions: [dnsOption] }),
      ExtraHosts: Object.entries(addHost).map(([name, address]) => `${name}:${address}`),
    },
    ...(hostname === undefined ? {} : { hostname }),
    CapDrop: capDrop === undefined ? [] : [capDrop],
    sysctls: sysctlsOf(declaration),
    usernsMode: networkName === 'host' && currentRun().engine.settings.usernsRemap ? 'host' : undefined,
  };
}

/** The host addresses to publish on by default: all of them, written out where the user configured others. */
function hostAddresses({ at }: ContainerDeclaration): string | readonly string[] {
  const { settings, surroundings } = currentRun().engine;
  const { defaultBridge, networkDefaults = {} } = settings;
  const chosen = [
    defaultBridge === 'none' ? '' : defaultBridge.hostBinding,
    networkDefaults['com.docker.network.bridge.host_binding_ipv4'] ?? '',
  ];
  if (at || chosen.every((address) => address === '' || address === ALL_ADDRESSES)) return '';
  return surroundings.ipv6 === false ? ALL_ADDRESSES : [ALL_ADDRESSES, '::'];
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
  readonly endpoint: { Aliases?: string[] };
  readonly ExposedPorts: NonNullable<ContainerCreateOptions['ExposedPorts']>;
  readonly PortBindings: Record<string, { HostIp: string; HostPort: string }[]>;
  readonly names: Pick<HostConfig, 'Dns' | 'DnsSearch' | 'DnsOptions' | 'ExtraHosts'>;
  readonly hostname?: string;
  readonly CapDrop: string[];
  readonly sysctls: Readonly<Record<string, string>>;
  /** `host`: root in the container is root on the host, though the engine maps it to another user elsewhere. */
  readonly usernsMode: 'host' | undefined;
}
