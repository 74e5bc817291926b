import type { Difference } from './difference.ts';

export const spoofing: readonly Difference[] = [
  {
    id: 'spoofing.default-capabilities',
    engine: 'podman',
    versions: '>=5.4',
    instead: 'containers do not have NET_RAW unless it is added',
    seen: [
      { request: 'from spoofer: datagram to *, spoofed as victim', observed: 'forbidden' },
      { fact: 'the client address that the server sees of a spoofed datagram', observed: undefined },
    ],
    dockerSpecific: true,
    evidence: 'https://docs.podman.io/en/latest/markdown/podman-run.1.html',
  },
];
