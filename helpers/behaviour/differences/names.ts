import type { Difference, Named } from './difference.ts';
import { evidence } from './evidence.ts';
import { silentServer } from './silent-server.ts';

/** Names that neither DNS nor the system's resolver knows. */
const unresolved = (from: string, ...queried: readonly string[]): readonly Named[] => [
  ...queried.flatMap((name) =>
    [`GET http://${name}`, `A ${name}`, `AAAA ${name}`].map((request) => ({
      request: `from ${from}: ${request}`,
      observed: 'unresolved (NXDOMAIN)',
    })),
  ),
  ...queried.map((name) => ({ request: `from ${from}: system lookup of ${name}`, observed: 'unresolved (not found)' })),
];

/** The old name of a renamed container. */
const oldNameStays: readonly Named[] = [
  { request: 'from client: A dnc-*-mover', observed: 'resolved' },
  { request: 'from client: AAAA dnc-*-mover', observed: 'unresolved (NODATA)' },
  { request: 'from client: system lookup of dnc-*-mover', observed: 'resolved' },
];

/** Podman: a name of the form `CONTAINER.NETWORK`. */
const unqualified = (id: string, seen: readonly Named[]): Difference => ({
  id,
  engine: 'podman',
  instead: "a container's name followed by the name of its network does not resolve (NXDOMAIN)",
  seen,
  dockerSpecific: true,
  evidence: evidence.podmanNetworkCreate,
});

/** Podman 4.3: the hostname of a container. */
const hostnameUnknown = (id: string, seen: readonly Named[]): Difference => ({
  id,
  engine: 'podman',
  versions: '4.3.x',
  instead: 'the DNS server does not know hostnames: a hostname resolves in its own container only, from /etc/hosts',
  seen,
  evidence: 'https://github.com/containers/podman/issues/16184',
});

/** Podman 4.3: reverse lookups. */
const reverseOfRoot = (id: string, seen: readonly Named[]): Difference => ({
  id,
  engine: 'podman',
  versions: '4.3.x',
  instead: 'the answer to a reverse lookup has records of the root (`.`) instead of the address, which is no answer',
  seen,
  evidence: evidence.podmanReverse,
});

/** Later releases of Podman: reverse lookups. */
const reverseOfEveryName = (id: string, seen: readonly Named[]): Difference => ({
  id,
  engine: 'podman',
  versions: '>=5.4',
  instead: 'a reverse lookup returns every name of the container, none of them followed by the name of the network',
  seen,
  dockerSpecific: true,
  evidence: evidence.podmanReverse,
});

/** What reverse lookups of both addresses of a renamed container return, before and after its restart. */
interface RenamedAtRestart {
  readonly instead: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly also?: readonly Named[];
}

/** Podman: a rename has an effect on the networks of a container once it is restarted. */
const renamedAtRestart = (versions: string, { instead, before, after, also = [] }: RenamedAtRestart): Difference => ({
  id: 'names.renamed-everywhere',
  engine: 'podman',
  versions,
  instead,
  seen: [
    ...unresolved('client', 'dnc-*-mover-renamed'),
    ...unresolved('far', 'dnc-*-mover-renamed'),
    ...['before the rename', 'after the rename'].map((when) => ({
      fact: `the names of its two addresses ${when}`,
      observed: before,
    })),
    { fact: 'the names of its two addresses after a restart', observed: after },
    ...also,
  ],
  evidence: 'https://github.com/containers/podman/pull/9575',
});

/** Podman: an entry for the host, and one with the name of the container. */
const hostEntry = (id: string, seen: readonly Named[]): Difference => ({
  id,
  engine: 'podman',
  instead: "/etc/hosts has the host's own entries, one for the host, and the container's name beside its hostname",
  seen,
  dockerSpecific: true,
  evidence: 'https://docs.podman.io/en/latest/markdown/podman-run.1.html#add-host-hostname-hostname-ip',
});

const aardvark = 'https://github.com/containers/aardvark-dns#readme';

export const names: readonly Difference[] = [
  {
    id: 'names.renamed',
    engine: 'docker',
    option: 'swarm',
    instead: 'on a swarm node, a container on a bridge network keeps its old name after `docker rename`',
    seen: [
      ...['GET http://dnc-*-mover-renamed', 'A dnc-*-mover-renamed', 'AAAA dnc-*-mover-renamed'].map((request) => ({
        request: `from client: ${request}`,
        observed: 'unresolved (*',
      })),
      { request: 'from client: system lookup of dnc-*-mover-renamed', observed: 'unresolved (*' },
      ...oldNameStays,
    ],
    evidence: 'https://github.com/moby/moby/issues/42351',
  },
  {
    id: 'names.hosts-follow-networks',
    engine: 'docker',
    versions: '<28',
    instead: "`docker network disconnect` removes the entries of all networks from the container's /etc/hosts",
    seen: [{ fact: 'the addresses in /etc/hosts without the first network', observed: ['192.0.2.9'] }],
    evidence: 'https://github.com/moby/moby/pull/48857',
  },
  {
    id: 'names.resolver-address',
    engine: 'docker',
    versions: '<26',
    instead: 'an IPv6 server of `--dns` is a nameserver beside 127.0.0.11',
    seen: [
      {
        fact: 'the nameservers in resolv.conf with `--dns`',
        observed: ['nameserver 127.0.0.11', 'nameserver 2001:db8::53'],
      },
    ],
    evidence: 'https://github.com/moby/moby/issues/41651',
  },
  {
    id: 'names.resolver-address',
    engine: 'podman',
    versions: '4.3.x',
    instead: "the nameservers are the network's bridge address and those of the host",
    seen: [
      { fact: 'the nameservers in resolv.conf', observed: ['nameserver *', 'nameserver *', '**'] },
      {
        fact: 'the nameservers in resolv.conf with `--dns`',
        observed: ['nameserver 192.0.2.53', 'nameserver 2001:db8::53'],
      },
      { fact: 'the DNS server that was queried', observed: '*' },
    ],
    dockerSpecific: true,
    evidence: aardvark,
  },
  {
    id: 'names.resolver-address',
    engine: 'podman',
    versions: '>=5.4',
    instead: "the nameserver is the network's bridge address",
    seen: [
      { fact: 'the nameservers in resolv.conf', observed: ['nameserver *'] },
      { fact: 'the nameservers in resolv.conf with `--dns`', observed: ['nameserver *'] },
      { fact: 'the DNS server that was queried', observed: '*' },
    ],
    dockerSpecific: true,
    evidence: aardvark,
  },
  {
    id: 'names.resolver-tcp',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'the DNS server does not answer over TCP',
    seen: [
      ...['A', 'AAAA'].map((type) => ({
        request: `from client: ${type} web over TCP`,
        observed: 'unresolved (no answer)',
      })),
      { fact: "the names of web's IP address over TCP", observed: 'no answer' },
      { fact: "web's MX records over TCP", observed: 'no answer' },
    ],
    evidence: 'https://github.com/containers/aardvark-dns/releases/tag/v1.12.2',
  },
  hostEntry('names.hosts-own', [
    // also after a restart
    {
      fact: 'the other entries in plain',
      observed: ['**', '* host.containers.internal*', '* * dnc-*-plain'],
      times: 2,
    },
    {
      fact: 'the other entries in onDefault',
      observed: ['**', '* host.containers.internal*', '* * dnc-*-ondefault'],
      times: 2,
    },
  ]),
  hostEntry('names.hosts-follow-networks', [
    { fact: 'the addresses in /etc/hosts on two networks', observed: ['*', '*', '*', '*', '**'] },
    { fact: 'the addresses in /etc/hosts without the first network', observed: ['*', '*', '*', '**'] },
  ]),
  ...['rootless', 'userns-remap'].map((option): Difference => ({
    id: 'names.domainname',
    engine: 'docker',
    option,
    instead: 'the container is refused, because its user namespace may not set the domain name by a sysctl',
    seen: [{ fact: 'the refusal by the engine', observed: '*kernel*domainname*permission denied*' }],
    evidence: 'https://github.com/moby/moby/issues/40632',
  })),
  {
    id: 'names.domainname',
    engine: 'podman',
    instead: 'the domain name is ignored',
    seen: [
      { fact: 'the domain name of the container', observed: ['(none)'] },
      { request: 'from inDomain: system lookup of webhost.shop.test', observed: 'unresolved (not found)' },
    ],
    evidence: 'https://github.com/containers/podman/issues/15102',
  },
  unqualified(
    'names.network-qualified',
    unresolved('client', 'dnc-*-web.dnc-*-bridgenetwork', 'www.dnc-*-bridgenetwork', '*.dnc-*-bridgenetwork'),
  ),
  {
    id: 'names.network-qualified-case',
    engine: 'docker',
    instead: "the network's name resolves only as it is written at its creation, unlike the name before it (NXDOMAIN)",
    seen: unresolved('client', 'DNC-*-WEB.DNC-*-BRIDGENETWORK', 'WWW.DNC-*-BRIDGENETWORK'),
    evidence: 'https://github.com/moby/libnetwork/pull/2394',
  },
  unqualified(
    'names.network-qualified-case',
    unresolved(
      'client',
      'DNC-*-WEB.dnc-*-bridgenetwork',
      'DNC-*-WEB.DNC-*-BRIDGENETWORK',
      'WWW.dnc-*-bridgenetwork',
      'WWW.DNC-*-BRIDGENETWORK',
    ),
  ),
  unqualified('names.network-suffix', unresolved('both', 'web.dnc-*-front', 'web.dnc-*-back')),
  reverseOfRoot('names.reverse', [
    { fact: "the names of web's IP address", observed: 'invalid answer' },
    { fact: "the names of the client's own IP address", observed: 'invalid answer' },
  ]),
  reverseOfEveryName('names.reverse', [
    { fact: "the names of web's IP address", observed: 'dnc-*-web, web, *' },
    { fact: "the names of the client's own IP address", observed: 'dnc-*-client, *' },
  ]),
  reverseOfRoot(
    'names.reverse-per-network',
    ['its address', 'its peer'].flatMap((whose) =>
      ['first', 'second'].map((which) => ({
        fact: `the names of ${whose} on the ${which} network`,
        observed: 'invalid answer',
      })),
    ),
  ),
  reverseOfEveryName('names.reverse-per-network', [
    { fact: 'the names of its address on the first network', observed: 'dnc-*-both, infront-*, *' },
    { fact: 'the names of its address on the second network', observed: 'dnc-*-both, inback-*, *' },
    { fact: 'the names of its peer on the first network', observed: 'dnc-*-near, web, nearby-*, *' },
    { fact: 'the names of its peer on the second network', observed: 'dnc-*-far, web, faraway-*, *' },
  ]),
  {
    id: 'names.hostname-default',
    engine: 'podman',
    instead: 'a program of `docker exec` has no variable HOSTNAME where the container has no `--hostname`',
    seen: [{ fact: 'the variable HOSTNAME of plain', observed: [] }],
    evidence: evidence.podmanApi,
  },
  {
    id: 'names.cached-briefly',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'an address may be cached for a day, and reverse lookups are answered with records of the root',
    seen: [
      { fact: 'the time to live of the address in seconds', observed: 86_400 },
      { fact: 'the time to live of the name in seconds', observed: undefined },
    ],
    evidence: 'https://github.com/containers/aardvark-dns/pull/312',
  },
  {
    id: 'names.shared-alias-order',
    engine: 'podman',
    instead:
      'every answer lists the addresses in the same order, and clients that use the first one always reach the same container',
    seen: [{ fact: 'the number of containers that come first in 40 answers', observed: 1 }],
    dockerSpecific: true,
    evidence: 'https://github.com/moby/libnetwork/pull/974',
  },
  {
    id: 'names.renamed',
    engine: 'podman',
    instead: 'a renamed container keeps its old name on the network until it is restarted',
    seen: [...unresolved('client', 'dnc-*-mover-renamed'), ...oldNameStays],
    evidence: 'https://github.com/containers/podman/pull/9575',
  },
  renamedAtRestart('4.3.x', {
    instead:
      'a renamed container keeps its old name on its networks until it is restarted, after which the DNS server may stop answering, and the answer to a reverse lookup has records of the root (`.`)',
    before: ['invalid answer', 'invalid answer'],
    after: ['*', '*'],
    also: ['client', 'far'].map((from) => ({
      request: `from ${from}: *`,
      observed: 'unresolved (no answer)',
      times: 'any',
      atTimes: true,
    })),
  }),
  renamedAtRestart('>=5.4', {
    instead:
      'a renamed container keeps its old name on its networks until it is restarted, and a reverse lookup returns each of its names without that of the network',
    before: ['dnc-*-mover, mover-*, *', 'dnc-*-mover, *'],
    after: ['dnc-*-mover-renamed, mover-*, *', 'dnc-*-mover-renamed, *'],
  }),
  hostnameUnknown('names.hostname', [
    ...unresolved('client', 'webhost'),
    // once more after a restart, with another address: what was expected of AAAA is the same
    ...unresolved('client', 'webhost').filter((seen) => !('request' in seen && seen.request.includes('AAAA'))),
  ]),
  hostnameUnknown(
    'names.self',
    ['A webhost', 'AAAA webhost'].map((request) => ({
      request: `from web: ${request}`,
      observed: 'unresolved (NXDOMAIN)',
    })),
  ),
  {
    id: 'names.host-gateway',
    engine: 'podman',
    versions: '<4.7',
    instead: '`host-gateway` is not supported, and the added name does not resolve to the host',
    seen: ['client', 'onDefault'].map((name) => ({
      request: `from ${name}: GET http://thehost:*`,
      observed: 'unresolved (*)',
    })),
    evidence: 'https://github.com/containers/podman/releases/tag/v4.7.0',
  },
  ...[
    'names.hostname',
    'names.late-joiner',
    'names.stopped',
    'names.restarted',
    'names.removed',
    'names.disconnected',
    'names.reconnected',
    'names.renamed',
    'names.shared-alias',
    'names.shared-alias-order',
    'names.shared-alias-stopped',
  ].map((id) => silentServer(id, 'client')),
  silentServer('names.disconnected-itself', 'mover'),
  silentServer('names.alias-scope', 'near'),
  silentServer('names.hundred-aliases', 'client', {
    fact: 'the median time of a lookup in ms',
    observed: '*',
    atTimes: true,
  }),
];
