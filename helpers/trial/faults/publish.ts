import { always, arriving, atCreate, bindingsOf, inInspect, leaving, republish, shownPorts } from './alter.ts';
import { type AnyFault, type Fault, apiFault, hostFault } from './fault.ts';

/** Published ports are used by many chapters, and judged in their own. */
const allPorts: Pick<Fault, 'breaks' | 'chapters'> = { breaks: ['published-ports'], chapters: ['publish'] };

const boundOn = (address: string) =>
  atCreate((body) => bindingsOf(body).forEach((binding) => (binding.HostIp = address)));

export const publish: readonly AnyFault[] = [
  apiFault({
    name: 'published ports are dropped',
    ...allPorts,
    request: atCreate((body) => (body.HostConfig.PortBindings = {})),
  }),
  apiFault({
    name: 'published ports forward to the next container port',
    ...allPorts,
    request: atCreate((body) => republish(body, (port, to) => [`${Number.parseInt(port, 10) + 1}/tcp`, to])),
  }),
  apiFault({
    name: 'TCP ports are published as UDP ports',
    ...allPorts,
    request: atCreate((body) => republish(body, (port, to) => [port.replace('tcp', 'udp'), to])),
  }),
  apiFault({
    name: 'inspect shows another host port',
    ...allPorts,
    answer: inInspect((body) =>
      shownPorts(body).forEach((bound) => (bound.HostPort = String(Number(bound.HostPort) + 100))),
    ),
  }),
  apiFault({
    name: 'inspect shows no host port',
    ...allPorts,
    answer: inInspect((body) => (body.NetworkSettings.Ports = {})),
  }),
  apiFault({
    name: 'a port published on one address is open on all',
    breaks: ['one-host-address'],
    request: boundOn(''),
  }),
  apiFault({
    name: 'a port published on one address is open on all, and inspect hides it',
    breaks: ['one-host-address'],
    request: boundOn(''),
    answer: inInspect((body) => {
      for (const [port, bound] of Object.entries<{ HostPort: string }[] | null>(body.NetworkSettings.Ports))
        body.NetworkSettings.Ports[port] = bound
          ?.slice(0, 1)
          .map(({ HostPort }) => ({ HostIp: '127.0.0.1', HostPort }));
    }, 'onloopback'),
  }),
  apiFault({
    name: 'a port published on all addresses is open on one',
    breaks: ['all-host-addresses'],
    request: boundOn('127.0.0.1'),
  }),
  apiFault({
    name: 'a port published on all addresses is open on one, and inspect hides it',
    breaks: ['all-host-addresses'],
    request: boundOn('127.0.0.1'),
    answer: inInspect((body) => shownPorts(body).forEach((bound) => (bound.HostIp = '0.0.0.0')), 'everywhere'),
  }),
  hostFault({
    name: "the engine's NAT rules are flushed",
    ...allPorts,
    dockerd: ['--userland-proxy=false'],
    script: always('iptables -t nat -F DOCKER'),
  }),
  hostFault({
    name: 'the host forwards no packets',
    breaks: ['egress-tcp', 'egress-udp', 'docker0-egress', 'from-lan'],
    chapters: ['dns', 'publish'],
    script: always('echo 0 >/proc/sys/net/ipv4/ip_forward'),
  }),
  hostFault({
    name: 'TCP packets from LAN hosts are dropped',
    breaks: ['egress-tcp', 'docker0-egress', 'from-lan'],
    chapters: ['dns', 'publish'],
    script: arriving('iifname "dnc*" ip protocol tcp drop'),
  }),
  hostFault({
    name: 'packets to ports at 127.0.0.1 are dropped',
    breaks: ['localhost'],
    chapters: ['publish', 'host'],
    script: leaving('oifname "lo" ip daddr 127.0.0.1 tcp dport >= 20000 drop'),
  }),
  hostFault({
    name: "packets to ports at the host's LAN address are dropped",
    mustFail: ['publish.all-addresses'],
    unclear: ['publish.loopback-only'],
    script: leaving('ip daddr 198.51.100.2 tcp dport >= 20000 drop'),
  }),
];
