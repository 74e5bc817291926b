import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

/** "We do not support any docker specific option via the compat api yet." */
const podmanOptions = 'https://github.com/containers/podman/issues/13174';

const nameIgnored = [
  { fact: 'the name of the interface', observed: 'eth0' },
  { fact: 'the name of the interface after a restart', observed: 'eth0' },
];

const sysctlIgnored = [{ fact: 'the sysctl of the interface that it was given for', observed: '0' }];

const sysctlAccepted = [{ fact: "the engine's answer to `--sysctl net.ipv4.conf.eth0.…`", observed: 'running' }];

/** No neighbour advertisement tells peers of the new MAC address. */
const ipv6NotAnnounced = (engine: Difference['engine'], source: string, versions?: string): Difference => ({
  id: 'interfaces.address-taken-over-ipv6',
  engine,
  ...(versions ? { versions } : {}),
  instead: 'peers keep the MAC address of the container that was there before, for 15 seconds and more',
  seen: [{ request: 'from client: GET http://*::30]:80', observed: 'timed out' }],
  evidence: source,
});

export const interfaces: readonly Difference[] = [
  {
    id: 'interfaces.name-chosen',
    engine: 'docker',
    versions: '<28',
    instead: 'the interface is eth0, because the engine ignores the option',
    seen: nameIgnored,
    evidence: 'https://github.com/moby/moby/pull/49155',
  },
  {
    id: 'interfaces.options-default-bridge',
    engine: 'podman',
    instead: 'the container is refused, because the API knows no network `bridge` whose endpoint has a MAC address',
    seen: [{ fact: 'the refusal by the engine', observed: '*network not found*' }],
    dockerSpecific: true,
    evidence: podmanOptions,
  },
  {
    id: 'interfaces.name-chosen',
    engine: 'podman',
    instead: 'the interface is eth0, because the API ignores the option',
    seen: nameIgnored,
    dockerSpecific: true,
    evidence: podmanOptions,
  },
  {
    id: 'interfaces.prefix',
    engine: 'podman',
    instead: 'the interface is eth0, because the API ignores the option',
    seen: [{ fact: "the name of the container's interface", observed: 'eth0' }],
    dockerSpecific: true,
    evidence: podmanOptions,
  },
  {
    id: 'interfaces.sysctl-of-endpoint',
    engine: 'docker',
    versions: '<27',
    instead: 'the engine ignores the sysctls of an endpoint',
    seen: sysctlIgnored,
    evidence: 'https://github.com/moby/moby/pull/47686',
  },
  {
    id: 'interfaces.sysctl-of-endpoint',
    engine: 'podman',
    instead: 'the API ignores the sysctls of an endpoint',
    seen: sysctlIgnored,
    dockerSpecific: true,
    evidence: podmanOptions,
  },
  {
    id: 'interfaces.sysctl-by-name-refused',
    engine: 'docker',
    versions: '<28',
    instead: 'the container runs, with the sysctl of whichever interface is eth0',
    seen: sysctlAccepted,
    evidence: 'https://github.com/moby/moby/pull/48746',
  },
  {
    id: 'interfaces.sysctl-by-name-refused',
    engine: 'podman',
    instead: 'the container runs: every sysctl of a network namespace is allowed',
    seen: sysctlAccepted,
    dockerSpecific: true,
    evidence: 'https://docs.podman.io/en/latest/markdown/podman-run.1.html#sysctl-name-value',
  },
  {
    id: 'interfaces.ordinary-ping',
    engine: 'docker',
    option: 'rootless',
    instead: 'no ordinary user may ping, because a rootless engine does not set net.ipv4.ping_group_range',
    // groups that its user namespace does not have
    seen: [{ fact: 'the groups that may ping', observed: '65534\t65534' }],
    evidence: evidence.dockerRootlessPorts,
  },
  {
    id: 'interfaces.ordinary-ping',
    engine: 'podman',
    instead: 'no user may ping, or root alone, unless containers.conf has net.ipv4.ping_group_range',
    seen: [{ fact: 'the groups that may ping', observed: '*' }],
    dockerSpecific: true,
    evidence: 'https://github.com/containers/common/blob/main/docs/containers.conf.5.md',
  },
  {
    id: 'interfaces.low-ports',
    engine: 'podman',
    instead: 'only root may listen on ports below 1024, unless the user sets net.ipv4.ip_unprivileged_port_start',
    seen: [
      {
        fact: 'the server on port 80 of the user 1000',
        observed: '*bind() to 0.0.0.0:80 failed (13: Permission denied)',
      },
    ],
    dockerSpecific: true,
    evidence: 'https://github.com/containers/podman/issues/27502',
  },
  {
    id: 'interfaces.loopback-ipv6',
    engine: 'docker',
    versions: '<26',
    instead: 'the loopback interface has no IPv6 address',
    seen: ['client', 'onDefault'].map((name) => ({
      fact: `the IPv6 addresses of ${name} that are not link-local`,
      observed: [],
    })),
    evidence: 'https://github.com/moby/moby/pull/47062',
  },
  {
    id: 'interfaces.mac-chosen',
    engine: 'podman',
    versions: '>=4.3 <4.4',
    instead: 'the interface has a random MAC address, because the API ignores `--mac-address`',
    seen: ['at the start', 'after a restart'].flatMap((when) => [
      { fact: `the MAC address in inspect ${when}`, observed: '*' },
      { fact: `the MAC address of its interface ${when}`, observed: '*' },
    ]),
    evidence: 'https://github.com/containers/podman/issues/16411',
  },
  {
    id: 'interfaces.mac-at-connect',
    engine: 'docker',
    versions: '<29.3',
    instead: 'the engine ignores the MAC address',
    seen: [
      { fact: 'the MAC address in inspect', observed: '*' },
      { fact: 'the MAC address of the new interface', observed: '*' },
    ],
    evidence: 'https://github.com/moby/moby/issues/51796',
  },
  {
    id: 'interfaces.address-taken-over',
    engine: 'podman',
    versions: '>=4.3 <4.4',
    instead: 'peers keep the MAC address of the container that was there before, for 15 seconds and more',
    seen: [{ request: 'from chosen: GET http://*.30', observed: 'timed out' }],
    evidence: 'https://github.com/containers/netavark/issues/1114',
  },
  {
    id: 'interfaces.address-taken-over-dual-stack',
    engine: 'podman',
    instead: 'peers keep the MAC address of the container that was there before, for 15 seconds and more',
    seen: [{ request: 'from client: GET http://*.30:80', observed: 'timed out' }],
    evidence: 'https://github.com/containers/netavark/issues/1114',
  },
  ipv6NotAnnounced('docker', 'https://github.com/moby/moby/pull/48808', '<28'),
  ipv6NotAnnounced('podman', 'https://github.com/containers/netavark/issues/1114'),
  {
    id: 'interfaces.address-announced',
    engine: 'podman',
    versions: '>=4.3 <4.4',
    instead: 'peers keep the MAC address of the container that was there before, for 15 seconds and more',
    seen: [{ request: 'from plain: GET http://*.20', observed: 'timed out' }],
    evidence: 'https://github.com/containers/netavark/issues/1114',
  },
  {
    id: 'interfaces.address-announced',
    engine: 'docker',
    versions: '<28',
    instead: 'peers keep the MAC address that had been chosen, for 15 seconds and more',
    seen: [{ request: 'from plain: GET http://*.20', observed: 'timed out' }],
    evidence: 'https://github.com/moby/moby/issues/36069',
  },
  {
    id: 'interfaces.gateway-mac-kept',
    engine: 'podman',
    versions: '>=4.3 <4.4',
    instead:
      'the bridge has the lowest MAC address of the interfaces attached to it, and a container loses its gateway for many seconds when that interface is removed',
    seen: [
      { fact: 'the number of MAC addresses that the bridge had', observed: '*' },
      // 10 of 20 runs: where the removed interface had the lowest one
      { request: 'from visitor: GET http://*', observed: 'timed out', atTimes: true },
    ],
    evidence: 'https://github.com/containers/netavark/pull/833',
  },
];
