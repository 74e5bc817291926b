import {
  ON_DEFAULT_BRIDGE,
  addAlias,
  always,
  atAliases,
  atCreate,
  atLaterStarts,
  connectedAgain,
  endpointsOf,
  inContainers,
  misnamed,
  noOp,
  onceRestarted,
  pruneNone,
  withoutEmbeddedDns,
} from './alter.ts';
import { TYPE, dnsAnswers, inFilesOf, namesLeftInHosts, secondNameserver, withoutLines } from './altered-names.ts';
import { type AnyFault, apiFault, hostFault } from './fault.ts';

/** Adds an entry to /etc/hosts of containers with this name in their scenario. */
const inHostsOf = (container: string, entry: (unique: (stem: string) => string) => string) =>
  atCreate((body, name, unique) => {
    if (name === container) body.HostConfig.ExtraHosts = [...(body.HostConfig.ExtraHosts ?? []), entry(unique)];
  });

/** Drops the DNS queries of a container by its ID. */
const withoutDnsServer = (id: string): string =>
  `nsenter --net=/proc/$(docker inspect --format '{{.State.Pid}}' ${id})/ns/net iptables -I OUTPUT -d 127.0.0.11 -j DROP`;

/** Aliases are used by many chapters, and judged where names are the subject. */
const ofNames = ['bridge', 'names', 'dns', 'remote'] as const;

export const names: readonly AnyFault[] = [
  apiFault({
    name: 'aliases are dropped',
    breaks: ['alias'],
    chapters: ofNames,
    request: atCreate((body) => endpointsOf(body).forEach((endpoint) => delete endpoint.Aliases)),
  }),
  apiFault({
    name: 'all containers have the same aliases',
    breaks: ['alias'],
    chapters: ofNames,
    request: atCreate((body) => endpointsOf(body).forEach((endpoint) => (endpoint.Aliases = ['nginx', 'grafana']))),
  }),
  apiFault({
    name: 'aliases are misspelled',
    breaks: ['alias'],
    chapters: ofNames,
    request: atCreate((body) =>
      endpointsOf(body).forEach(
        (endpoint) => (endpoint.Aliases = endpoint.Aliases?.map((alias: string) => `${alias}s`)),
      ),
    ),
  }),
  apiFault({
    name: 'the last of several aliases is dropped',
    breaks: ['every-alias'],
    request: atAliases((aliases) => (aliases.length > 1 ? aliases.slice(0, -1) : aliases)),
  }),
  apiFault({
    name: 'an alias resolves on another network as well',
    mustFail: ['names.alias-scope', 'names.alias-per-network'],
    request: atAliases((aliases, name, unique) => {
      if (name === 'near') return [...aliases, unique('faraway')];
      return name === 'both' ? [...aliases, unique('inback')] : aliases;
    }),
  }),
  apiFault({
    name: 'a shared alias is dropped from one container',
    mustFail: ['names.shared-alias', 'names.shared-alias-order'],
    request: atAliases((aliases, name) => (name === 'two' ? aliases.filter((alias) => alias !== 'shared') : aliases)),
  }),
  apiFault({
    name: 'one alias in a hundred is dropped',
    mustFail: ['names.hundred-aliases'],
    request: atAliases((aliases) => aliases.filter((alias) => alias !== 'name-42')),
  }),
  apiFault({
    name: 'hostnames are dropped',
    breaks: ['hostname'],
    request: atCreate((body) => delete body.Hostname),
  }),
  apiFault({
    name: 'container names are misspelled',
    breaks: ['container-name'],
    // its control is a name as well
    unclear: ['links.user-defined-follows'],
    instead: misnamed(/^\/containers\/create$/),
  }),
  apiFault({
    name: 'docker network connect drops aliases',
    breaks: ['connect-alias'],
    request: ({ path }, body) => {
      if (path.endsWith('/connect')) delete body.EndpointConfig?.Aliases;
    },
  }),
  apiFault({
    name: 'docker network connect does nothing',
    breaks: ['connect'],
    instead: noOp(/^\/networks\/[^/]+\/connect$/, pruneNone),
  }),
  apiFault({
    name: 'docker network disconnect does nothing',
    breaks: ['disconnect'],
    instead: noOp(/^\/networks\/[^/]+\/disconnect$/, pruneNone),
  }),
  apiFault({
    name: 'docker stop does nothing',
    breaks: ['stop'],
    instead: noOp(/^(\/containers\/[^/]+)\/stop$/, '$1/resize?h=1&w=1'),
  }),
  apiFault({
    name: 'docker rename uses another name',
    mustFail: ['names.renamed'],
    instead: misnamed(/\/rename$/),
  }),
  apiFault({
    name: '--add-host entries are dropped',
    breaks: ['add-host'],
    request: atCreate((body) => (body.HostConfig.ExtraHosts = [])),
  }),
  apiFault({
    name: '--add-host entries with an IPv6 address are dropped',
    mustFail: ['names.add-host'],
    request: atCreate((body) => {
      // NAME:ADDRESS
      body.HostConfig.ExtraHosts = body.HostConfig.ExtraHosts?.filter((entry: string) => !/:.*:/.test(entry));
    }),
  }),
  apiFault({
    name: '--add-host entries are lost when a container is restarted',
    mustFail: ['names.add-host'],
    request: atLaterStarts(['client', 'ondefault'], withoutLines('added', '/etc/hosts')),
  }),
  apiFault({
    name: 'a name of --add-host resolves on the whole network',
    mustFail: ['names.add-host'],
    request: atCreate((body, name, unique) => {
      if (name === 'peer') addAlias(body, unique('added'));
    }),
  }),
  apiFault({
    name: "host-gateway is the container's loopback address",
    mustFail: ['names.host-gateway'],
    request: atCreate((body) => {
      body.HostConfig.ExtraHosts = body.HostConfig.ExtraHosts?.map((host: string) =>
        host.replace('host-gateway', '127.0.0.1'),
      );
    }),
  }),
  apiFault({
    name: 'a hostname resolves on the default bridge',
    mustFail: ['names.default-bridge-by-address'],
    request: atCreate((body, name, unique) => {
      if (name === 'client' && ON_DEFAULT_BRIDGE.includes(body.HostConfig.NetworkMode))
        body.HostConfig.ExtraHosts = [`${unique('namedhost')}:127.0.0.1`];
    }),
  }),
  hostFault({
    name: 'the embedded DNS server does not answer',
    breaks: ['embedded-dns'],
    chapters: ofNames,
    script: withoutEmbeddedDns,
  }),

  hostFault({
    name: 'queries with EDNS get no answer',
    breaks: ['edns'],
    // the number of additional records
    script: dnsAnswers('exit if unpack("x10 n", $query) > 0'),
  }),
  apiFault({
    name: 'options of `docker run` are ignored on the default bridge',
    mustFail: ['names.add-host', 'names.host-gateway', 'dns.search-domain', 'interfaces.options-default-bridge'],
    request: atCreate((body) => {
      if (!ON_DEFAULT_BRIDGE.includes(body.HostConfig.NetworkMode)) return;
      body.HostConfig.ExtraHosts = [];
      for (const option of ['DnsSearch', 'Sysctls']) delete body.HostConfig[option];
      for (const from of [body, ...endpointsOf(body)]) delete from.MacAddress;
    }),
  }),
  apiFault({
    name: 'containers on the default bridge have an entry of a developer in /etc/hosts',
    mustFail: ['names.hosts-own'],
    request: atCreate((body, name) => {
      if (name === 'ondefault' && ON_DEFAULT_BRIDGE.includes(body.HostConfig.NetworkMode))
        body.HostConfig.ExtraHosts = [...(body.HostConfig.ExtraHosts ?? []), 'developer.test:192.0.2.1'];
    }),
  }),
  hostFault({
    name: 'the embedded DNS server does not answer over TCP',
    breaks: ['embedded-dns-tcp'],
    chapters: ofNames,
    script: always(
      inContainers(
        'rule="OUTPUT -d 127.0.0.11 -p tcp --dport 53 -j REDIRECT --to-ports 9"; iptables -t nat -C $rule || iptables -t nat -I $rule',
      ),
    ),
  }),
  hostFault({
    name: 'a container has a second nameserver',
    mustFail: ['names.resolver-address'],
    script: inFilesOf('client', secondNameserver),
  }),
  hostFault({
    name: 'a container with --dns has a second nameserver',
    mustFail: ['names.resolver-address'],
    script: inFilesOf('forwarding', secondNameserver),
  }),
  apiFault({
    name: "an entry of the host's /etc/hosts is in that of containers",
    breaks: ['hosts-file'],
    request: atCreate((body) => {
      body.HostConfig.ExtraHosts = [...(body.HostConfig.ExtraHosts ?? []), 'developer.test:127.0.0.1'];
    }),
  }),
  apiFault({
    name: 'every container without --hostname has the same hostname',
    breaks: ['own-hostname'],
    // a short ID that is no hostname is not in /etc/hosts
    mustFail: ['names.hosts-own'],
    chapters: ['names'],
    request: atCreate((body) => (body.Hostname ||= 'container')),
  }),
  apiFault({
    name: '--domainname is dropped',
    breaks: ['domain-name'],
    request: atCreate((body) => delete body.Domainname),
  }),

  // what programs resolve, beside DNS
  apiFault({
    name: 'a name of --add-host is in /etc/hosts of a peer as well',
    mustFail: ['names.add-host'],
    request: inHostsOf('peer', (unique) => `${unique('added')}:127.0.0.1`),
  }),
  apiFault({
    name: 'an alias of another network is in /etc/hosts',
    mustFail: ['names.alias-per-network'],
    request: inHostsOf('near', (unique) => `${unique('inback')}:192.0.2.1`),
  }),
  apiFault({
    name: 'a shared alias has another address in /etc/hosts than in DNS',
    mustFail: ['names.shared-alias'],
    request: inHostsOf('client', () => 'shared:127.0.0.1'),
  }),
  apiFault({
    name: 'one alias in a hundred has another address in /etc/hosts than in DNS',
    mustFail: ['names.hundred-aliases'],
    request: inHostsOf('client', () => 'name-42:127.0.0.1'),
  }),
  hostFault({
    name: 'the names of a removed container stay in /etc/hosts of its peer',
    mustFail: ['names.removed'],
    script: namesLeftInHosts('client', ['removed']),
  }),
  hostFault({
    name: 'a shared alias stays in /etc/hosts for a stopped container',
    mustFail: ['names.shared-alias-stopped'],
    script: namesLeftInHosts('client', ['two', 'leaving'], 'pair'),
  }),
  hostFault({
    name: 'the programs of a container send no DNS queries',
    mustFail: ['names.shared-alias', 'names.shared-alias-stopped', 'names.hundred-aliases'],
    // written once: for a program that reads it when it is just empty, the default is to send DNS queries
    script: inFilesOf(
      'client',
      'grep -q "^hosts: files$" $root/etc/nsswitch.conf || echo "hosts: files" >$root/etc/nsswitch.conf',
    ),
  }),

  // what DNS answers
  hostFault({
    name: 'names with an underscore do not resolve',
    mustFail: ['names.several-aliases'],
    script: dnsAnswers('$answer = unknown() if $name =~ /_/'),
  }),
  hostFault({
    name: 'the embedded DNS server offers no recursion',
    mustFail: ['names.recursion-available'],
    script: dnsAnswers(`substr($answer, 3, 1) &= "\\x7f"`),
  }),
  hostFault({
    name: 'the address of a container may be cached for a day',
    mustFail: ['names.cached-briefly'],
    // before the length and the four bytes of an address
    script: dnsAnswers('$answer =~ s/(?<=\\0\\x01\\0\\x01)....(?=\\0\\x04)/pack "N", 86400/seg'),
  }),
  hostFault({
    name: 'answers to reverse lookups have the ID of another query',
    mustFail: ['names.reverse'],
    chapters: ['names'],
    script: dnsAnswers(`flip(1) if $type == ${TYPE.PTR}`),
  }),
  hostFault({
    name: 'answers to reverse lookups are for another question',
    mustFail: ['names.reverse'],
    chapters: ['names'],
    script: dnsAnswers(`flip(13) if $type == ${TYPE.PTR}`),
  }),
  hostFault({
    name: 'the addresses of a shared alias are records of another name',
    mustFail: ['names.shared-alias', 'names.shared-alias-order'],
    script: dnsAnswers(
      `$answer = reply(map { record(${TYPE.A}, $_, $other_name) } addresses()) if $name eq 'shared' && $type == ${TYPE.A}`,
    ),
  }),
  hostFault({
    name: 'an alias resolves to an IPv6 address that no container has',
    mustFail: ['names.stopped', 'names.restarted'],
    script: dnsAnswers(
      `$answer = reply(record(${TYPE.AAAA}, $ipv6_of_nobody)) if $name =~ /^server-/ && $type == ${TYPE.AAAA} && !rcode()`,
    ),
  }),
  hostFault({
    name: 'the alias of a removed container resolves to an IPv6 address',
    mustFail: ['names.removed'],
    script: dnsAnswers(
      `$answer = reply(record(${TYPE.AAAA}, $ipv6_of_nobody)) if $name =~ /^removed-/ && $type == ${TYPE.AAAA} && rcode()`,
    ),
  }),
  hostFault({
    name: "a container's own alias resolves to 127.0.0.1",
    mustFail: ['names.alias-scope'],
    script: dnsAnswers(
      `my ($address) = addresses(); $answer = reply(record(${TYPE.A}, $loopback)) if $name =~ /^faraway-/ && $address && grep { $_ eq $address } @own`,
    ),
  }),
  hostFault({
    name: 'one alias in a hundred takes half a second to resolve',
    mustFail: ['names.hundred-aliases'],
    script: dnsAnswers(`select undef, undef, undef, 0.5 if $name eq 'name-42'`),
  }),
  hostFault({
    name: 'a restarted container has no DNS server',
    mustFail: ['names.restarted'],
    script: always(onceRestarted(withoutDnsServer('$id'))),
  }),
  hostFault({
    name: 'a reconnected container has no DNS server',
    mustFail: ['names.reconnected'],
    script: [
      "docker events --filter type=network --filter event=connect --format '{{.Actor.Attributes.container}}' | while read -r id; do",
      "  case $(docker inspect --format '{{.Name}}' $id) in *-mover) ;; *) continue ;; esac",
      withoutDnsServer('$id'),
      'done',
    ].join('\n'),
  }),
  hostFault({
    name: 'the names of a container stay at its former address in /etc/hosts of a peer',
    mustFail: ['lifecycle.other-address'],
    script: namesLeftInHosts('far', ['moving']),
  }),

  // what a rename, a restart and a disconnect change
  hostFault({
    name: 'a reverse lookup returns the name that a container had before its rename',
    mustFail: ['names.renamed-everywhere'],
    script: dnsAnswers(
      `if ($type == ${TYPE.PTR} && !rcode()) { my $first = "/tmp/first-$name"; my $known = contents($first); $answer = substr($query, 0, 2) . substr $known, 2 if $known; open my $file, '>', $first; print $file $answer }`,
    ),
  }),
  hostFault({
    name: 'a renamed container has its new name on the other network only',
    mustFail: ['names.renamed-everywhere'],
    script: dnsAnswers(
      `if ($name =~ /-renamed$/) { my $there = \`docker network inspect --format '{{range .Containers}}{{.IPv4Address}} {{end}}' \\$(docker network ls --quiet --filter name=-second)\`; for (@own) { my $address = join '.', unpack 'C4'; $answer = unknown() if $there =~ m{(?<![0-9.])\\Q$address\\E/} } }`,
    ),
  }),
  hostFault({
    name: 'a renamed container has its former name again after a restart',
    mustFail: ['names.renamed-everywhere'],
    script: always(
      onceRestarted(
        [
          'name=$(docker inspect --format "{{slice .Name 1}}" $id)',
          'case $name in *-renamed) ;; *) continue ;; esac',
          connectedAgain(
            '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}',
            '--alias ${name%-renamed}',
          ),
        ].join('\n'),
      ),
    ),
  }),
  hostFault({
    name: 'a disconnected container has the names of its former peers in /etc/hosts',
    mustFail: ['names.disconnected-itself'],
    script: namesLeftInHosts('mover', ['far']),
  }),
  hostFault({
    name: 'a restarted container has only the first of its aliases',
    mustFail: ['names.restarted'],
    script: always(
      onceRestarted(
        [
          `docker inspect --format '{{range $name, $endpoint := .NetworkSettings.Networks}}{{if gt (len $endpoint.Aliases) 1}}{{$name}} {{index $endpoint.Aliases 0}}{{println}}{{end}}{{end}}' $id | while read -r network alias; do`,
          '  [ -n "$alias" ] || continue',
          '  docker network disconnect $network $id',
          '  docker network connect --alias $alias $network $id',
          'done',
        ].join('\n'),
      ),
    ),
  }),
  hostFault({
    name: 'the hostname of a restarted container does not resolve',
    mustFail: ['names.hostname', 'names.self'],
    script: dnsAnswers(
      `$answer = unknown() if $name eq 'webhost' && \`docker inspect --format '{{.State.FinishedAt}}' \\$(docker ps --quiet --filter name=-web)\` !~ /^0001/`,
    ),
  }),
  hostFault({
    name: 'an address on the second network of a container has no name',
    mustFail: ['names.reverse-per-network'],
    script: dnsAnswers(`$answer = unknown() if $type == ${TYPE.PTR} && $answer =~ /-back\\0/`),
  }),

  // files, for programs that do not send queries themselves
  ...Object.entries({ '/etc/hosts': 'HostsPath', '/etc/resolv.conf': 'ResolvConfPath' }).map(([file, path]) =>
    hostFault({
      name: `${file} of a container is readable by root alone`,
      mustFail: ['names.ordinary-user'],
      script: always(`docker ps --quiet | xargs -r docker inspect --format '{{.${path}}}' | xargs -r chmod 600`),
    }),
  ),
  hostFault({
    name: '/etc/hostname of a container has another name',
    mustFail: ['names.hostname-default'],
    script: inFilesOf('named', 'echo other >$root/etc/hostname'),
  }),
  apiFault({
    name: 'the variable HOSTNAME of a container has another name',
    mustFail: ['names.hostname-default'],
    request: atCreate((body, name) => {
      if (name === 'named') body.Env = [...(body.Env ?? []), 'HOSTNAME=other'];
    }),
  }),
];
