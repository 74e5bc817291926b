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

export const dns: readonly Difference[] = [
  {
    id: 'dns.internal-not-forwarded',
    engine: 'docker',
    versions: '<23',
    instead: "the query is forwarded from the internal network and dropped by the network's own rules, and times out",
    seen: [{ request: 'from inside: A leak.outside.test', observed: 'unresolved (no answer)' }],
    evidence: 'https://github.com/moby/moby/pull/47589',
  },
  {
    id: 'dns.internal-not-forwarded',
    engine: 'podman',
    versions: '>=5.4',
    instead: 'the DNS server of an internal network answers NXDOMAIN',
    seen: [{ request: 'from inside: A leak.outside.test', observed: 'unresolved (NXDOMAIN)' }],
    dockerSpecific: true,
    evidence: evidence.podmanNetworkCreate,
  },
  ownServersOnly('dns.internal-not-forwarded', [
    { request: 'from inside: A leak.outside.test', observed: 'unresolved (no answer)' },
    { request: 'from inside: GET http://inside', observed: 'unresolved (no answer)' },
  ]),
  {
    id: 'dns.internal-connected',
    engine: 'podman',
    instead: 'the DNS server of the internal network still answers NXDOMAIN',
    seen: [{ request: 'from inside: GET http://connected.outside.test', observed: 'unresolved (NXDOMAIN)' }],
    evidence: evidence.podmanNetworkCreate,
  },
  ownServersOnly('dns.not-forwarded', [
    { request: 'from client: GET http://client', observed: 'unresolved (NXDOMAIN)' },
    { request: 'from client: AAAA client', observed: 'unresolved (NXDOMAIN)' },
    {
      fact: 'the queries to the upstream DNS server for the name client',
      observed: ['A over UDP', 'A over UDP', 'AAAA over UDP', 'AAAA over UDP'],
    },
  ]),
  ownServersOnly('dns.container-before-search', [
    {
      request: 'from searching: GET http://other',
      observed: 'answered by resolver',
    },
  ]),
  ownServersOnly('dns.ndots', [
    {
      request: 'from searching: GET http://with.dot',
      observed: 'answered by resolver',
    },
  ]),
];
