import type { Difference, Named } from './difference.ts';

/** Podman: no event names a network as Docker does. */
const unnamed = (id: string, seen: readonly Named[]): Difference => ({
  id,
  engine: 'podman',
  instead: 'no event has the name of the network',
  seen,
  evidence: 'https://github.com/containers/podman/issues/21311',
});

export const events: readonly Difference[] = [
  {
    id: 'events.disconnect-once',
    engine: 'docker',
    versions: '<28',
    instead: '`docker network disconnect` sends two events',
    seen: [{ fact: 'the disconnect events of `docker network disconnect`', observed: 2 }],
    evidence: 'https://github.com/moby/moby/pull/48800',
  },
  unnamed('events.of-connections', [
    { fact: 'the kinds of events, in their order', observed: [] },
    { fact: 'the networks, drivers and containers of the events', observed: [] },
  ]),
  unnamed('events.disconnect-once', [
    { fact: 'the disconnect events of a stop', observed: 0 },
    { fact: 'the disconnect events of `docker network disconnect`', observed: 0 },
  ]),
  unnamed('events.of-networks', [{ fact: 'the events', observed: [] }]),
];
