import { docker20, docker28 } from './engines.ts';
import type { TrialHost } from './host.ts';
import { withoutNeeds } from './unsupported.ts';

const noNxdomain = withoutNeeds(['upstream-nxdomain'], 'The upstream DNS server does not answer NXDOMAIN');

const withNxdomain: ReadonlySet<string> = new Set(['search-wildcard', 'etc-hosts']);

/** A DNS server on the host, instead of the plain host's. */
const dnsServer = (
  mode: NonNullable<TrialHost['dnsServer']>['mode'],
  address = '198.51.100.2',
): Pick<TrialHost, 'dnsServer' | 'options' | 'differs'> => ({
  dnsServer: { mode, address },
  options: { dnsServer: 'none' },
  ...(withNxdomain.has(mode) ? {} : { differs: noNxdomain }),
});

const naming = (address = '198.51.100.2', more = ''): Pick<TrialHost, 'etc'> => ({
  etc: { 'resolv.conf': `nameserver ${address}\n${more}` },
});

/** As with systemd-resolved: programs query its stub, and its upstream DNS servers are in a file of its own. */
const systemdResolved: Omit<TrialHost, 'engine'> = {
  name: 'systemd-resolved',
  description: 'resolv.conf names the stub 127.0.0.53, whose upstream DNS server answers NXDOMAIN for every name',
  dnsServer: { mode: 'single-labels-fail', address: '127.0.0.53' },
  ...naming('127.0.0.53', 'options edns0 trust-ad\nsearch .\n'),
  options: {
    beforeEngine: 'mkdir -p /run/systemd/resolve\necho "nameserver 198.51.100.2" >/run/systemd/resolve/resolv.conf',
  },
};

/** As where the router, or the host of a virtual machine, runs systemd-resolved. */
const singleLabelsFail: Omit<TrialHost, 'engine'> = {
  name: 'dns-single-labels-fail',
  description: 'The upstream DNS server answers SERVFAIL for single-label names, as systemd-resolved does',
  ...dnsServer('single-labels-fail'),
  ...naming(),
};

/** Aliases and hostnames of containers in the specs. */
const CONTAINER_NAMES = [
  'nginx',
  'grafana',
  'web',
  'www',
  'api',
  'webhost',
  'shared',
  'pair',
  'client',
  'peer',
  'published',
  'inside',
  'other',
  'proxy',
  'db',
  'store',
  'database',
  'owner',
  'docker-host',
];
const hostsFile = CONTAINER_NAMES.map((name, index) => `192.0.2.${index + 20} ${name} ${name}.lan\n`).join('');

export const dnsHosts: readonly TrialHost[] = [
  // on user-defined networks, this release forwards queries to the stub itself
  { engine: docker20, ...systemdResolved, differs: noNxdomain },
  { engine: docker20, ...singleLabelsFail },
  { engine: docker28, ...singleLabelsFail },
  {
    engine: docker20,
    name: 'dns-no-answer',
    description: 'The upstream DNS server never answers, as on an offline laptop',
    ...dnsServer('silent'),
    ...naming(),
  },
  {
    engine: docker20,
    name: 'dns-wildcard',
    description: 'The upstream DNS server resolves every name',
    ...dnsServer('wildcard'),
    ...naming(),
  },
  {
    engine: docker20,
    name: 'dns-refused',
    description: 'The upstream DNS server refuses every query',
    ...dnsServer('refusing'),
    ...naming(),
  },
  {
    engine: docker20,
    name: 'dns-on-loopback',
    description: 'resolv.conf names a DNS server at 127.0.0.1, which answers SERVFAIL for single-label names',
    ...dnsServer('single-labels-fail', '127.0.0.1'),
    ...naming('127.0.0.1'),
  },
  {
    engine: docker20,
    name: 'search-domain-wildcard',
    description: 'resolv.conf has a search domain in which every name resolves',
    ...dnsServer('search-wildcard'),
    ...naming('198.51.100.2', 'search corp.test\n'),
  },
  {
    engine: docker20,
    name: 'no-dns-server',
    differs: noNxdomain,
    description: 'resolv.conf names no DNS server',
    options: { dnsServer: 'none' },
    etc: { 'resolv.conf': '# no network\n' },
  },
  {
    engine: docker20,
    name: 'dns-ndots',
    differs: noNxdomain,
    description: 'resolv.conf has ndots:3, with which the engine forwards no single-label names',
    etc: { 'resolv.conf': 'nameserver 198.51.100.2\noptions ndots:3 timeout:2 attempts:1 rotate\n' },
  },
  {
    engine: docker20,
    name: 'dns-options',
    description: 'resolv.conf has rarely used options and keywords',
    etc: {
      'resolv.conf':
        '; edited manually\nnameserver 198.51.100.2\noptions use-vc no-tld-query trust-ad no-such-option\nsortlist 192.0.2.0/24\nfamily inet4\n',
    },
  },
  {
    engine: docker20,
    name: 'hosts-file-names',
    description: "The host's /etc/hosts has names of the suite's containers, and its DNS server resolves them",
    ...dnsServer('etc-hosts'),
    etc: { hosts: hostsFile, 'resolv.conf': 'nameserver 198.51.100.2\n' },
  },
];
