import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

/** Docker before 28, which does not know the priority. */
const withoutPriority = (about: Pick<Difference, 'id' | 'seen'>): Difference => ({
  ...about,
  engine: 'docker',
  versions: '<28',
  instead: 'the `gw-priority` is ignored, and the first network by name has the default route',
  evidence: evidence.dockerGatewayPriority,
});

export const gateway: readonly Difference[] = [
  withoutPriority({
    id: 'gateway.highest-priority',
    seen: [
      { fact: 'the network with the default route', observed: 'alpha' },
      { fact: 'the network with the default route, without the one of priority 1', observed: 'alpha' },
    ],
  }),
  withoutPriority({
    id: 'gateway.priority-at-connect',
    seen: [{ fact: 'the network with the default route while omega is connected', observed: 'alpha' }],
  }),
  {
    id: 'gateway.first-by-name',
    engine: 'podman',
    instead: 'every network has a default route, and that of the network connected last is used',
    seen: [
      { fact: 'the network with the default route while omega is connected', observed: 'omega' },
      // after a restart, which another behaviour does
      { fact: 'the network with the default route', observed: '*', atTimes: true },
    ],
    dockerSpecific: true,
    evidence: evidence.podmanEveryGateway,
  },
  {
    id: 'gateway.highest-priority',
    engine: 'podman',
    instead: 'the `gw-priority` is ignored, and the default route of the network connected last is used',
    seen: [
      { fact: 'the network with the default route', observed: 'alpha' },
      { fact: 'the network with the default route, without the one of priority 1', observed: 'alpha' },
    ],
    dockerSpecific: true,
    evidence: evidence.podmanEveryGateway,
  },
  {
    id: 'gateway.kept-over-restart',
    engine: 'podman',
    versions: '<6.1',
    flaky: {
      cause: 'the networks of a container are set up in random order',
      shown: 21,
      of: 24,
      measured:
        'runs on Podman 4.3.1, 5.4.2 and 5.8.6: six of nine with one container, and all of fifteen with two; none of five on 6.1.1 showed it',
      atMost: 1,
    },
    instead: 'every network has a default route, and which of them is used after a restart is random',
    seen: [{ fact: 'the networks with the default route after a restart', observed: ['*', '*'], times: 'any' }],
    evidence: evidence.podmanEveryGateway,
  },
];
