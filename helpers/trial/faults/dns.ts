import { atCreate, atLaterStarts, forwarding, UNTIL_ANSWERED, WAY_OUT } from './alter.ts';
import { TYPE, dnsAnswers, inFilesOf, secondNameserver, withoutLines } from './altered-names.ts';
import { type AnyFault, apiFault, hostFault, labFault } from './fault.ts';

export const dns: readonly AnyFault[] = [
  apiFault({
    name: '--dns servers are dropped',
    breaks: ['upstream-dns'],
    mustFail: ['dns.internal-server', 'shared.names-refused', 'macvlan.forwards-names', 'api.container-as-given'],
    request: atCreate((body) => delete body.HostConfig.Dns),
  }),
  apiFault({
    name: 'only the first --dns server is used',
    breaks: ['every-dns-server'],
    request: atCreate((body) => (body.HostConfig.Dns = body.HostConfig.Dns?.slice(0, 1))),
  }),
  apiFault({
    name: 'only the first two --dns servers are used',
    mustFail: ['dns.three-servers'],
    request: atCreate((body) => (body.HostConfig.Dns = body.HostConfig.Dns?.slice(0, 2))),
  }),
  apiFault({
    name: 'the search domain is dropped',
    breaks: ['dns-search'],
    request: atCreate((body) => delete body.HostConfig.DnsSearch),
  }),
  apiFault({
    name: 'the search domain is lost when a container is restarted',
    mustFail: ['dns.search-domain'],
    request: atLaterStarts(['searching'], withoutLines('^search', '/etc/resolv.conf')),
  }),
  apiFault({
    name: 'DNS options are dropped',
    breaks: ['dns-options'],
    request: atCreate((body) => delete body.HostConfig.DnsOptions),
  }),
  apiFault({
    name: 'only the first search domain is used',
    mustFail: ['dns.search-domain', 'dns.ndots'],
    request: atCreate((body) => (body.HostConfig.DnsSearch = body.HostConfig.DnsSearch?.slice(0, 1))),
  }),
  apiFault({
    name: 'only the first DNS option is used',
    mustFail: ['dns.ndots'],
    request: atCreate((body) => (body.HostConfig.DnsOptions = body.HostConfig.DnsOptions?.slice(0, 1))),
  }),
  apiFault({
    name: 'the DNS options are lost when a container is restarted',
    mustFail: ['dns.ndots'],
    request: atLaterStarts(['searchingfirst'], withoutLines('^options', '/etc/resolv.conf')),
  }),
  hostFault({
    name: 'the search domains are lost when a container is connected to another network',
    mustFail: ['dns.search-domain'],
    script: inFilesOf(
      'searching',
      '[ $(ls $root/sys/class/net | wc -l) -le 2 ] || { others=$(grep -v ^search $root/etc/resolv.conf); printf "%s\\n" "$others" >$root/etc/resolv.conf; }',
    ),
  }),
  apiFault({
    name: 'the search domain takes precedence over container names',
    mustFail: ['dns.container-before-search', 'dns.ndots'],
    request: atCreate((body) => {
      if (body.HostConfig.DnsSearch) body.HostConfig.DnsOptions = ['ndots:2'];
    }),
  }),
  labFault({
    name: 'a container on the default bridge has another DNS server than the fallback',
    mustFail: ['dns.default-bridge-fallback'],
    script: inFilesOf('unnamed', secondNameserver),
  }),
  labFault({
    name: 'a container on a user-defined network has no search domain',
    mustFail: ['dns.search-inherited'],
    script: inFilesOf(
      'onbridge',
      'grep -v ^search $root/etc/resolv.conf >/tmp/resolv && cat /tmp/resolv >$root/etc/resolv.conf',
    ),
  }),
  hostFault({
    // https://github.com/containers/aardvark-dns/issues/482
    name: 'no other server gets the query as long as the first one does not answer',
    mustFail: ['dns.silent-next'],
    script: UNTIL_ANSWERED,
  }),
  apiFault({
    name: '--dns servers are queried in the reverse order',
    breaks: ['dns-order'],
    request: atCreate((body) => (body.HostConfig.Dns = body.HostConfig.Dns?.toReversed())),
  }),
  hostFault({
    name: 'no container reaches an upstream DNS server',
    breaks: ['upstream-dns'],
    script: forwarding('oifname "dnc*" meta l4proto { tcp, udp } th dport 53 reject'),
  }),
  hostFault({
    name: 'no container reaches an upstream DNS server over TCP',
    breaks: ['dns-over-tcp'],
    script: forwarding('oifname "dnc*" tcp dport 53 reject'),
  }),
  hostFault({
    // https://github.com/moby/libnetwork/issues/1373
    name: 'DNS answers of more than 512 bytes do not reach containers over UDP',
    mustFail: ['dns.forwarded-edns-large'],
    // 8 bytes are of the header of UDP
    script: forwarding('udp sport 53 udp length > 520 drop'),
  }),
  apiFault({
    name: 'an external name has another address in /etc/hosts than in DNS',
    mustFail: ['dns.forwarded-slow'],
    request: atCreate((body, name) => {
      if (name === 'client') body.HostConfig.ExtraHosts = ['slow.outside.test:192.0.2.1'];
    }),
  }),
  apiFault({
    name: 'a container on an internal network has an external name in /etc/hosts',
    mustFail: ['dns.internal-not-forwarded'],
    request: atCreate((body, name) => {
      if (name === 'inside') body.HostConfig.ExtraHosts = ['leak.outside.test:192.0.2.1'];
    }),
  }),
  hostFault({
    name: 'TXT queries leave an internal network, and their answers are dropped',
    mustFail: ['dns.internal-not-forwarded'],
    script: dnsAnswers(`$upstream->send($query) if $name =~ /^leak/ && $type == ${TYPE.TXT}`),
  }),
  hostFault({
    name: "MX queries for a container's name are sent upstream as well",
    mustFail: ['dns.not-forwarded'],
    script: dnsAnswers(`$upstream->send($query) if $name eq 'client' && $type == ${TYPE.MX}`),
  }),
  hostFault({
    name: 'queries for hostnames, short IDs and qualified names of containers are sent upstream as well',
    mustFail: ['dns.not-forwarded'],
    script: dnsAnswers(
      `$upstream->send($query) if $upstream && $type == ${TYPE.A} && $name =~ /^([0-9a-f]{12}|webhost)$|-bridgenetwork$/`,
    ),
  }),
  hostFault({
    name: "reverse lookups of a container's address are sent upstream as well",
    mustFail: ['dns.not-forwarded'],
    script: dnsAnswers(`$upstream->send($query) if $type == ${TYPE.PTR} && !rcode() && $name !~ /^1[.]2[.]0[.]192/`),
  }),
  hostFault({
    name: 'a container that leaves its ordinary network keeps a way out of its internal one',
    mustFail: ['dns.internal-connected'],
    script: [
      "docker events --filter type=network --filter event=disconnect --format '{{.Actor.Attributes.container}}' | while read -r id; do",
      `  nsenter --net=/proc/$(docker inspect --format '{{.State.Pid}}' $id)/ns/net sh -c '${WAY_OUT}'`,
      'done',
    ].join('\n'),
  }),
];
