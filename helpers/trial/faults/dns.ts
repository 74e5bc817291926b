import { atCreate, forwarding } from './alter.ts';
import { type AnyFault, apiFault, hostFault } from './fault.ts';

export const dns: readonly AnyFault[] = [
  apiFault({
    name: '--dns servers are dropped',
    breaks: ['upstream-dns'],
    request: atCreate((body) => delete body.HostConfig.Dns),
  }),
  apiFault({
    name: 'only the first --dns server is used',
    mustFail: ['dns.second-server'],
    request: atCreate((body) => (body.HostConfig.Dns = body.HostConfig.Dns?.slice(0, 1))),
  }),
  apiFault({
    name: 'the search domain is dropped',
    breaks: ['dns-search'],
    request: atCreate((body) => delete body.HostConfig.DnsSearch),
  }),
  apiFault({
    name: 'DNS options are dropped',
    mustFail: ['dns.ndots'],
    request: atCreate((body) => delete body.HostConfig.DnsOptions),
  }),
  apiFault({
    name: 'the search domain takes precedence over container names',
    mustFail: ['dns.container-before-search', 'dns.ndots'],
    request: atCreate((body) => {
      if (body.HostConfig.DnsSearch) body.HostConfig.DnsOptions = ['ndots:2'];
    }),
  }),
  hostFault({
    name: 'no container reaches an upstream DNS server',
    breaks: ['upstream-dns'],
    script: forwarding('oifname "dnc*" meta l4proto { tcp, udp } th dport 53 reject'),
  }),
  hostFault({
    name: 'no container reaches an upstream DNS server over TCP',
    breaks: ['dns-over-tcp'],
    script: forwarding('oifname "dnc*" tcp dport 53 reject'),
  }),
];
