import type { Difference, Named } from './difference.ts';
import { evidence } from './evidence.ts';
import { lanHostReaches, lanHostReachesByEveryWay, lanHostReachesPublished, podmanAdmitsLan } from './repeated.ts';

const notRootless = { unless: 'rootless' } as const;

/** Docker before 28 does not filter packets that a LAN host routes to a published port. */
const dockerAdmitsLan = (about: Pick<Difference, 'id' | 'instead' | 'seen' | 'evidence'>): Difference => ({
  engine: 'docker',
  versions: '<28',
  unless: 'rootless',
  closable: true,
  ...about,
});

const PAGE = 'GET http://*:80';
const DATAGRAM = 'datagram to *:5353';

/** The engine leaves what it does not accept to the user's FORWARD chain, and that of ufw accepts pings. */
const pings = (containers: readonly string[]): readonly Named[] =>
  lanHostReaches(containers, 'ping *').map((named) => Object.assign({}, named, { atTimes: true as const }));

const published = ['published', 'publishedOnBridge'] as const;
const onLoopback = ['onLoopback', 'loopbackOnBridge'] as const;

const crafted = {
  instead: 'packets for 127.0.0.1 that arrive from a LAN host are forwarded to the container',
  seen: [
    ...lanHostReaches(onLoopback, 'GET http://127.0.0.1:*'),
    ...lanHostReaches(onLoopback, 'datagram to 127.0.0.1:*'),
  ],
};

export const lan: readonly Difference[] = [
  dockerAdmitsLan({
    id: 'lan.published-direct',
    instead: "LAN hosts with a route reach published ports at the container's address",
    seen: [...lanHostReaches(published, PAGE), ...lanHostReaches(published, DATAGRAM), ...pings(published)],
    evidence: evidence.dockerHardening,
  }),
  dockerAdmitsLan({
    id: 'lan.loopback-direct',
    instead: "LAN hosts with a route reach a port published on 127.0.0.1 at the container's address",
    seen: [...lanHostReaches(onLoopback, PAGE), ...lanHostReaches(onLoopback, DATAGRAM), ...pings(onLoopback)],
    evidence: 'https://github.com/moby/moby/issues/45610',
  }),
  dockerAdmitsLan({ id: 'lan.loopback-crafted', ...crafted, evidence: 'https://github.com/moby/moby/issues/45610' }),
  podmanAdmitsLan(
    'lan.unpublished-direct',
    lanHostReachesByEveryWay('unpublished', 'unpublishedOnBridge', 'unpublishedOnBridge'),
  ),
  podmanAdmitsLan('lan.published-direct', lanHostReachesPublished(...published), notRootless),
  podmanAdmitsLan('lan.loopback-direct', lanHostReachesPublished(...onLoopback), notRootless),
  podmanAdmitsLan('lan.loopback-crafted', crafted.seen, { ...notRootless, instead: crafted.instead }),
];
