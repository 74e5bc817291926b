import { docker20, docker28 } from './engines.ts';
import type { TrialHost } from './host.ts';
import { withoutNeeds } from './needing.ts';

const noNxdomain = withoutNeeds(['upstream-nxdomain'], 'The upstream DNS server has other answers than NXDOMAIN');

const withNxdomain: ReadonlySet<string> = new Set(['search-wildcard', 'etc-hosts']);

/** A resolver on the host, which runs nothing else on port 53. */
const resolver = (
  mode: NonNullable<TrialHost['resolver']>['mode'],
  address = '198.51.100.2',
): Pick<TrialHost, 'resolver' | 'options' | 'differs'> => ({
  resolver: { mode, address },
  options: { resolver: 'none' },
  ...(withNxdomain.has(mode) ? {} : { differs: noNxdomain }),
});

const naming = (address = '198.51.100.2', more = ''): Pick<TrialHost, 'etc'> => ({
  etc: { 'resolv.conf': `nameserver ${address}\n${more}` },
});

/** As systemd-resolved has it: programs ask its stub, and what it asks itself is written beside. */
const systemdResolved: Omit<TrialHost, 'engine'> = {
  name: 'systemd-resolved',
  sentence: 'resolv.conf names 127.0.0.53, and the server that systemd-resolved asks has NXDOMAIN for all names',
  resolver: { mode: 'single-labels-fail', address: '127.0.0.53' },
  ...naming('127.0.0.53', 'options edns0 trust-ad\nsearch .\n'),
  options: {
    before: 'mkdir -p /run/systemd/resolve\necho "nameserver 198.51.100.2" >/run/systemd/resolve/resolv.conf',
  },
};

/** As where the router, or the host of a virtual machine, runs systemd-resolved. */
const singleLabelsFail: Omit<TrialHost, 'engine'> = {
  name: 'single-labels-fail',
  sentence: 'The upstream DNS server has SERVFAIL for names of one label, as systemd-resolved has',
  ...resolver('single-labels-fail'),
  ...naming(),
};

/** Names that scenarios use. */
const NAMES = ['nginx', 'grafana', 'web', 'asker', 'server', 'nobody', 'shared', 'app', 'db', 'api', 'peer', 'client'];
const hostsFile = NAMES.map((name, index) => `192.0.2.${index + 20} ${name} ${name}.lan\n`).join('');

export const resolverHosts: readonly TrialHost[] = [
  // this release asks the stub itself for what user-defined networks do not know
  { engine: docker20, ...systemdResolved, differs: noNxdomain },
  { engine: docker20, ...singleLabelsFail },
  { engine: docker28, ...singleLabelsFail },
  {
    engine: docker20,
    name: 'resolver-silent',
    sentence: 'The upstream DNS server never answers, as on an offline laptop',
    ...resolver('silent'),
    ...naming(),
  },
  {
    engine: docker20,
    name: 'resolver-wildcard',
    sentence: 'The upstream DNS server has an address for every name',
    ...resolver('wildcard'),
    ...naming(),
  },
  {
    engine: docker20,
    name: 'resolver-refusing',
    sentence: 'The upstream DNS server refuses every query',
    ...resolver('refusing'),
    ...naming(),
  },
  {
    engine: docker20,
    name: 'resolver-on-loopback',
    sentence: 'resolv.conf names a DNS server at 127.0.0.1, which has SERVFAIL for names of one label',
    ...resolver('single-labels-fail', '127.0.0.1'),
    ...naming('127.0.0.1'),
  },
  {
    engine: docker20,
    name: 'search-domain-wildcard',
    sentence: 'resolv.conf has a search domain in which every name has an address',
    ...resolver('search-wildcard'),
    ...naming('198.51.100.2', 'search corp.test\n'),
  },
  {
    engine: docker20,
    name: 'no-nameserver',
    differs: noNxdomain,
    sentence: 'resolv.conf names no DNS server',
    options: { resolver: 'none' },
    etc: { 'resolv.conf': '# no network\n' },
  },
  {
    engine: docker20,
    name: 'resolver-ndots',
    differs: noNxdomain,
    sentence: 'resolv.conf has ndots:3, which the engine copies: it asks nobody for names of one label then',
    etc: { 'resolv.conf': 'nameserver 198.51.100.2\noptions ndots:3 timeout:2 attempts:1 rotate\n' },
  },
  {
    engine: docker20,
    name: 'resolver-options',
    sentence: 'resolv.conf has options and keywords that few programs know',
    etc: {
      'resolv.conf':
        '; made by hand\nnameserver 198.51.100.2\noptions use-vc no-tld-query trust-ad no-such-option\nsortlist 192.0.2.0/24\nfamily inet4\n',
    },
  },
  {
    engine: docker20,
    name: 'hosts-file-names',
    sentence: "The host's /etc/hosts has names that scenarios use, and its DNS server answers them",
    ...resolver('etc-hosts'),
    etc: { hosts: hostsFile, 'resolv.conf': 'nameserver 198.51.100.2\n' },
  },
];
