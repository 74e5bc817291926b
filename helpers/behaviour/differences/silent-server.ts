import type { Difference, Named } from './difference.ts';

/**
 * How often it shows in one behaviour. With a MAC address pinned on the bridges, 0 of 127 queries were unanswered, and 30 of
 * 127 without: the container's neighbour entry of its gateway, where the DNS server is, has a MAC address of before.
 */
const silence = {
  cause: 'the DNS server stops answering',
  shown: 13,
  of: 33,
  measured: 'three runs of the whole suite on Podman 4.3.1, with at most six in one of them',
  atMost: 8,
} as const;

/** Podman 4.3: the affected network and names vary from run to run. */
export const silentServer = (id: string, from: string, ...more: readonly Named[]): Difference => ({
  id,
  engine: 'podman',
  versions: '4.3.x',
  flaky: silence,
  instead:
    'the DNS server may stop answering after a container is stopped, removed, connected or disconnected, because the bridge changes its MAC address',
  seen: [{ request: `from ${from}: *`, observed: 'unresolved (no answer)', times: 'any' }, ...more],
  evidence: 'https://github.com/containers/netavark/pull/833',
});
