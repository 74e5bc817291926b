import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';
import { lanHostReaches, podmanAdmitsLan } from './repeated.ts';

const notRootless = { unless: 'rootless' } as const;

/** Docker before 28 does not filter packets that a LAN host routes to a published port. */
const dockerAdmitsLan = (about: Pick<Difference, 'id' | 'instead' | 'seen' | 'evidence'>): Difference => ({
  engine: 'docker',
  versions: '<28',
  unless: 'rootless',
  closable: true,
  ...about,
});

const crafted = 'packets for 127.0.0.1 that arrive from a LAN host are forwarded to the container';
const loopback = lanHostReaches(['onLoopback', 'loopbackOnlyOnBridge'], 'GET http://127.0.0.1:*');

export const lan: readonly Difference[] = [
  dockerAdmitsLan({
    id: 'lan.published-direct',
    instead: "LAN hosts with a route reach published ports at the container's address",
    seen: lanHostReaches(['published', 'publishedOnBridge']),
    evidence: evidence.dockerHardening,
  }),
  dockerAdmitsLan({
    id: 'lan.loopback-direct',
    instead: "LAN hosts with a route reach a port published on 127.0.0.1 at the container's address",
    seen: lanHostReaches(['onLoopback', 'loopbackOnlyOnBridge']),
    evidence: 'https://github.com/moby/moby/issues/45610',
  }),
  dockerAdmitsLan({
    id: 'lan.loopback-crafted',
    instead: crafted,
    seen: loopback,
    evidence: 'https://github.com/moby/moby/issues/45610',
  }),
  podmanAdmitsLan('lan.unpublished-direct', lanHostReaches(['unpublished', 'unpublishedOnBridge'])),
  podmanAdmitsLan('lan.published-direct', lanHostReaches(['published', 'publishedOnBridge']), notRootless),
  podmanAdmitsLan('lan.loopback-direct', lanHostReaches(['onLoopback', 'loopbackOnlyOnBridge']), notRootless),
  podmanAdmitsLan('lan.loopback-crafted', loopback, { ...notRootless, instead: crafted }),
];
