import { atCreate, nftChain } from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';

export const hairpin: readonly AnyFault[] = [
  apiFault({
    name: 'UDP ports are not published',
    breaks: ['published-udp'],
    mustFail: ['publish.udp-ipv6', 'publish.taken-by-process-udp'],
    chapters: ['hairpin', 'publish'],
    engine: HARDENED,
    request: atCreate((body) => {
      for (const port of Object.keys(body.HostConfig.PortBindings ?? {}))
        if (port.endsWith('/udp')) delete body.HostConfig.PortBindings[port];
    }),
  }),
  hostFault({
    name: 'containers reach no ports of their host',
    breaks: ['host-ports'],
    engine: HARDENED,
    script: nftChain(
      [
        // after connections are tracked, and before addresses are translated
        'type filter hook prerouting priority -150; ct state != new accept;',
        ...['br-*', 'docker0'].map((bridge) => `iifname "${bridge}" meta l4proto { tcp, udp } th dport >= 32768 drop`),
      ].join('\n'),
    ),
  }),
];
