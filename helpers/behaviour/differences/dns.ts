import type { Difference, Named } from './difference.ts';
import { evidence } from './evidence.ts';

/** Podman 4.3: with --dns, the container's resolv.conf lists only those servers, and not the network's own. */
const ownServersOnly = (id: string, seen: readonly Named[]): Difference => ({
  id,
  engine: 'podman',
  versions: '4.3.x',
  instead: 'a container with `--dns` queries only those servers, which do not know the other containers',
  seen,
  evidence: 'https://github.com/containers/aardvark-dns/issues/228',
});

/** The outcome of a query of each type for a name, from the internal network. */
const ofEveryType = (observed: string): readonly Named[] =>
  ['A', 'AAAA', 'MX', 'SRV', 'TXT', 'NS', 'HTTPS'].map((type) => ({
    request: `from inside: ${type} leak.outside.test`,
    observed,
  }));

/** The outcome of each of these requests of a container. */
const ofEach = (from: string, requests: readonly string[], observed: string): readonly Named[] =>
  requests.map((request) => ({ request: `from ${from}: ${request}`, observed }));

/** Podman's DNS server returns the first answer that is one, whatever it says. */
const aardvarkForwards = 'https://github.com/containers/aardvark-dns/blob/main/src/dns/coredns.rs';

const failsAtFirst: readonly Named[] = [
  { request: 'from client: A failing-at.*.outside.test', observed: 'unresolved (SERVFAIL)' },
  { request: 'from client: A refusing-at.*.outside.test', observed: 'unresolved (REFUSED)' },
];

const queriesOfNext: Named = {
  fact: 'the queries to the first and the second server',
  observed: [['A over UDP'], []],
};

const inheritedDomains = (onBridge: string): Named => ({
  fact: 'the search domains on the default bridge and on another one',
  observed: [['search corp.test'], [onBridge]],
});

export const dns: readonly Difference[] = [
  {
    id: 'dns.nxdomain-is-final',
    engine: 'docker',
    versions: '20.10.x',
    instead:
      'the next DNS server is queried after an NXDOMAIN that is not authoritative, which no recursive server sends',
    seen: [
      { request: 'from client: A unknown-at.*.outside.test', observed: 'resolved' },
      { fact: 'the queries to the first and the second server', observed: [['A over UDP'], ['A over UDP']] },
    ],
    evidence: 'https://github.com/moby/moby/pull/45565',
  },
  {
    id: 'dns.internal-not-forwarded',
    engine: 'docker',
    versions: '<23',
    instead: "the query is forwarded from the internal network and dropped by the network's own rules, and times out",
    seen: ofEveryType('unresolved (no answer)'),
    evidence: 'https://github.com/moby/moby/pull/47589',
  },
  {
    id: 'dns.internal-not-forwarded',
    engine: 'podman',
    versions: '>=5.4',
    instead: 'the DNS server of an internal network answers NXDOMAIN',
    seen: ofEveryType('unresolved (NXDOMAIN)'),
    dockerSpecific: true,
    evidence: evidence.podmanNetworkCreate,
  },
  ownServersOnly('dns.internal-not-forwarded', [
    ...ofEveryType('unresolved (no answer)'),
    ...ofEach('inside', ['GET http://inside', 'A inside', 'AAAA inside'], 'unresolved (no answer)'),
    // the system's resolver gives up before its own limit
    { request: 'from inside: system lookup of inside', observed: 'unresolved (not found)' },
  ]),
  {
    id: 'dns.internal-connected',
    engine: 'podman',
    instead: 'the DNS server of the internal network still answers NXDOMAIN',
    seen: [
      { request: 'from inside: GET http://connected.outside.test', observed: 'unresolved (NXDOMAIN)' },
      { request: 'from inside: system lookup of connected.outside.test', observed: 'unresolved (not found)' },
    ],
    evidence: evidence.podmanNetworkCreate,
  },
  ownServersOnly('dns.not-forwarded', [
    ...['client', '*', 'dnc-*-client.dnc-*-bridgenetwork'].flatMap((name) => [
      { request: `from client: GET http://${name}`, observed: 'unresolved (NXDOMAIN)' },
      { request: `from client: system lookup of ${name}`, observed: 'unresolved (not found)' },
    ]),
    ...['client', 'dnc-*-client', 'webhost', '*', 'dnc-*-client.dnc-*-bridgenetwork'].flatMap((name) =>
      ofEach('client', [`A ${name}`, `AAAA ${name}`], 'unresolved (NXDOMAIN)'),
    ),
    ...ofEach('client', ['MX client', 'A client over TCP'], 'unresolved (NXDOMAIN)'),
    {
      fact: 'the queries to the upstream DNS server for the name client',
      observed: ['A over TCP', 'A over UDP', 'AAAA over UDP', 'MX over UDP'],
    },
    { fact: "the queries to the upstream DNS server for the client's IP address", observed: ['PTR over UDP'] },
    {
      fact: "the queries to the upstream DNS server for the client's other names",
      observed: Array.from({ length: 4 }, () => ['A over UDP', 'AAAA over UDP']).flat(),
    },
  ]),
  {
    id: 'dns.not-forwarded',
    engine: 'podman',
    versions: '>=5.4',
    instead:
      "MX queries for a container's name, and all for that name followed by the name of its network, are forwarded to the upstream DNS server",
    seen: [
      { request: 'from client: MX client', observed: 'unresolved (NXDOMAIN)' },
      { fact: 'the queries to the upstream DNS server for the name client', observed: ['MX over UDP'] },
      ...['GET http://', 'A ', 'AAAA '].map((what) => ({
        request: `from client: ${what}dnc-*-client.dnc-*-bridgenetwork`,
        observed: 'unresolved (NXDOMAIN)',
      })),
      {
        request: 'from client: system lookup of dnc-*-client.dnc-*-bridgenetwork',
        observed: 'unresolved (not found)',
      },
      {
        fact: "the queries to the upstream DNS server for the client's other names",
        observed: ['A over UDP', 'AAAA over UDP'],
      },
    ],
    dockerSpecific: true,
    evidence: 'https://github.com/containers/aardvark-dns/pull/729',
  },
  ownServersOnly('dns.container-before-search', [
    { request: 'from searching: GET http://other', observed: 'answered by resolver' },
    { request: 'from searching: system lookup of other', observed: 'resolved' },
  ]),
  ownServersOnly('dns.ndots', [
    { request: 'from searching: GET http://with.dot', observed: 'answered by resolver' },
    { request: 'from searching: system lookup of with.dot', observed: 'resolved' },
  ]),
  {
    id: 'dns.failing-next',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'a query by DNS gets the SERVFAIL or REFUSED of the first server',
    seen: [...failsAtFirst, queriesOfNext],
    evidence: aardvarkForwards,
  },
  {
    id: 'dns.failing-next',
    engine: 'podman',
    versions: '>=5.4',
    instead: 'the SERVFAIL or REFUSED of the first server is the answer, and the second server is not queried',
    seen: [
      ...failsAtFirst,
      { request: 'from client: system lookup of failing-at.*.outside.test', observed: 'unresolved (not found)' },
      queriesOfNext,
    ],
    evidence: aardvarkForwards,
  },
  {
    id: 'dns.silent-next',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'a query by DNS to the first server is not answered, and no other server gets it',
    seen: [{ request: 'from client: A silent-at.*.outside.test', observed: 'unresolved (no answer)' }],
    evidence: 'https://github.com/containers/aardvark-dns/issues/482',
  },
  {
    id: 'dns.three-servers',
    engine: 'podman',
    instead: 'the SERVFAIL of the first server is the answer, and no other server is queried',
    seen: [
      {
        fact: 'the queries to the four servers',
        observed: [['A over UDP'], [], [], []],
      },
    ],
    evidence: aardvarkForwards,
  },
  {
    id: 'dns.ndots-single-label',
    engine: 'podman',
    instead: 'single labels are forwarded as every other name',
    seen: [
      ...ofEach('client', ['A single-*', 'AAAA single-*'], 'unresolved (NXDOMAIN)'),
      {
        fact: 'the queries to the first server for the label',
        observed: ['A over UDP', 'AAAA over UDP', 'TXT over UDP'],
      },
    ],
    dockerSpecific: true,
    evidence: 'https://github.com/containers/aardvark-dns/releases/tag/v1.13.0',
  },
  {
    id: 'dns.search-inherited',
    engine: 'podman',
    versions: '4.3.x || >=5.8',
    instead: "on a network with a DNS server, dns.podman comes before the host's search domains",
    seen: [inheritedDomains('search dns.podman corp.test')],
    dockerSpecific: true,
    evidence: 'https://github.com/containers/podman/pull/13143',
  },
  {
    id: 'dns.search-inherited',
    engine: 'podman',
    versions: '5.4.x',
    instead: 'on a network with a DNS server, dns.podman is the only search domain',
    seen: [inheritedDomains('search dns.podman')],
    evidence: 'https://github.com/containers/podman/issues/24713',
  },
  {
    id: 'dns.search-domain',
    engine: 'podman',
    instead:
      'once the container is connected to another network, the DNS server of that network is queried first, and does not know the name',
    seen: [{ request: 'from searching: system lookup of searched', observed: 'unresolved (not found)' }],
    evidence: evidence.podmanNetwork,
  },
  {
    id: 'dns.internal-server',
    engine: 'podman',
    versions: '>=5.4',
    instead: 'the DNS server of an internal network answers NXDOMAIN, and forwards nothing to a server on that network',
    seen: [
      ...ofEach('inside', ['A inside.outside.test', 'GET http://inside.outside.test'], 'unresolved (NXDOMAIN)'),
      { request: 'from inside: system lookup of inside.outside.test', observed: 'unresolved (not found)' },
    ],
    evidence: evidence.podmanNetworkCreate,
  },
  ownServersOnly('dns.other-types-forwarded', [
    { request: 'from client: A records', observed: 'unresolved (NXDOMAIN)' },
    {
      fact: "the queries upstream for the container's name",
      observed: ['A over UDP', 'CNAME over UDP', 'TXT over UDP'],
    },
  ]),
];
