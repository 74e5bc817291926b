import type { Body, Call } from '../../engine/api-proxy.ts';
import { always } from './rounds.ts';

/** Gives a name as specs make it unique: its stem, and the id of the run. */
type UniqueName = (stem: string) => string;

/** Alters the request that creates a container; `name` is the one in its scenario, in lower case. */
export const atCreate =
  (alter: (body: Body, name: string, unique: UniqueName) => void) =>
  (call: Call, body: Body): void => {
    if (call.method !== 'POST' || call.path !== '/containers/create') return;
    // dnc-RUN-SCENARIO-name
    const [, run = '', , ...name] = call.name.split('-');
    alter(body, name.at(-1) ?? '', (stem) => `${stem}-${run}`);
  };

/** Alters the aliases that a container is created with. */
export const atAliases = (alter: (aliases: string[], name: string, unique: UniqueName) => string[]) =>
  atCreate((body, name, unique) => {
    for (const endpoint of endpointsOf(body)) endpoint.Aliases = alter(endpoint.Aliases ?? [], name, unique);
  });

/** Gives a container on a network of the suite one more alias. */
export const addAlias = (body: Body, alias: string): void => {
  const network = String(body.HostConfig?.NetworkMode);
  if (!network.startsWith('dnc-')) return;
  const endpoint = body.NetworkingConfig?.EndpointsConfig?.[network];
  const aliases = [...(endpoint?.Aliases ?? []), alias];
  body.NetworkingConfig = { EndpointsConfig: { [network]: { ...endpoint, Aliases: aliases } } };
};

/** Runs a shell command in the container of this name, as root, at each of its starts but the first. */
export const atLaterStarts = (containers: readonly string[], command: string) =>
  atCreate((body, name) => {
    if (!containers.includes(name)) return;
    const before = `[ ! -e /tmp/started ] || { ${command}; }; touch /tmp/started`;
    body.Entrypoint = ['sh', '-c', `${before}; exec "$0" "$@"`, ...body.Entrypoint];
  });

/** The endpoints that a container is created with. */
export const endpointsOf = (body: Body): Body[] => Object.values(body.NetworkingConfig?.EndpointsConfig ?? {});

/** The host's side of each port that a container is to publish. */
export const bindingsOf = (body: Body): Body[] => Object.values<Body[]>(body.HostConfig?.PortBindings ?? {}).flat();

/** Replaces the ports that a container is to publish: an entry for each. */
export const republish = (
  body: Body,
  change: (port: string, bindings: Body[]) => readonly [port: string, bindings: Body[]],
): void => {
  const published = Object.entries<Body[]>(body.HostConfig.PortBindings ?? {});
  body.HostConfig.PortBindings = Object.fromEntries(published.map(([port, bindings]) => change(port, bindings)));
};

/** Starts containers in another network mode than the requested one, or than any of these. */
export const modeBecomes = (modes: string | readonly string[], other: string) =>
  atCreate((body) => {
    if ([modes].flat().includes(body.HostConfig.NetworkMode)) body.HostConfig.NetworkMode = other;
  });

/** The mode of a container on the default bridge: without `--network`, and with it. */
export const ON_DEFAULT_BRIDGE: readonly string[] = ['default', 'bridge'];

/** Alters the request that creates a network. */
export const atNetworkCreate =
  (alter: (body: Body) => void) =>
  (call: Call, body: Body): void => {
    if (call.method === 'POST' && call.path === '/networks/create') alter(body);
  };

/** Alters the endpoint in a request that connects a container to a network. */
export const atConnect =
  (alter: (endpoint: Body) => void) =>
  (call: Call, body: Body): void => {
    if (call.method === 'POST' && /^\/networks\/[^/]+\/connect$/.test(call.path) && body.EndpointConfig)
      alter(body.EndpointConfig);
  };

/** Alters the response to a GET whose path matches. */
export const inAnswer =
  (path: RegExp, alter: (body: Body) => Body) =>
  (call: Call, body: Body): Body =>
    call.method === 'GET' && path.test(call.path) ? (alter(body) ?? body) : body;

/** Alters the inspect of containers: of those with these names in their scenarios, or of all. */
export const inInspect = (alter: (body: Body) => void, ...names: string[]) =>
  inAnswer(/^\/containers\/[^/]+\/json$/, (body) => {
    if (names.length === 0 || names.includes(String(body.Name).split('-').at(-1) ?? '')) alter(body);
  });

/** Alters what the list of containers shows of each. */
export const inList = (alter: (container: Body) => void) =>
  inAnswer(/^\/containers\/json$/, (containers) => containers.forEach(alter));

/** Drops these filters of a list. */
export const withoutFilters =
  (list: string, ...dropped: readonly string[]) =>
  ({ method, path }: Call, url: string): string => {
    const [requested = '', query] = url.split('?');
    const parameters = new URLSearchParams(query);
    const filters: Body = JSON.parse(parameters.get('filters') ?? '{}');
    if (method !== 'GET' || path !== list || !dropped.some((key) => key in filters)) return url;
    for (const key of dropped) delete filters[key];
    parameters.set('filters', JSON.stringify(filters));
    return `${requested}?${parameters.toString()}`;
  };

/** Alters the inspect of the suite's bridge networks. */
export const inNetworkInspect = (alter: (body: Body) => void) =>
  inAnswer(/^\/networks\/dnc-[^/]+$/, (body) => {
    if (body.Driver === 'bridge') alter(body);
  });

/** The host ports in an inspect. */
export const shownPorts = (body: Body): Body[] =>
  Object.values<Body[] | null>(body.NetworkSettings.Ports ?? {}).flatMap((bound) => bound ?? []);

/** Replaces each POST whose path matches by a request that changes nothing. */
export const noOp =
  (path: RegExp, other: string) =>
  ({ method, path: requested }: Call, url: string): string =>
    method === 'POST' && path.test(requested) ? requested.replace(path, other) : url;

/** What `noOp` sends instead of a change to a network: a prune that matches none. */
export const pruneNone = `/networks/prune?filters=${encodeURIComponent('{"label":["no-such-label"]}')}`;

/** Misspells the name in the query of requests whose path matches. */
export const misnamed =
  (path: RegExp) =>
  ({ path: requested }: Call, url: string): string =>
    path.test(requested) ? url.replace(/(?<=[?&])name=[^&]+/, '$&x') : url;

export { always };

/**
 * Runs commands in the network namespace of every container, within `always`: in that of a new process at once, since its
 * first request follows soon, and in all again after half a second, because containers are connected later. The host has no
 * procps.
 */
export const inContainers = (commands: string): string =>
  [
    'round=$((${round:-0} + 1))',
    '[ $((round % 5)) = 1 ] && known=" "',
    'new=',
    'for process in /proc/[0-9]*; do',
    '  case "$known" in *" $process "*) continue ;; esac',
    // a container that is still being set up has no program of its own yet: the next round finds it
    '  read -r name <$process/comm || continue',
    '  case "$name" in nginx | sh | sleep) ;; *) continue ;; esac',
    '  known="$known$process "',
    '  new="$new $process/ns/net"',
    'done',
    'seen=" ${host:=$(readlink /proc/self/ns/net)} "',
    'for found in ${new:+$(find $new -maxdepth 0 -printf "%p=%l\\n")}; do',
    '  net=${found#*=}',
    '  case "$seen" in *" $net "*) continue ;; esac',
    '  seen="$seen$net "',
    `  nsenter --net=\${found%%=*} sh -c '${commands}'`,
    'done',
  ].join('\n');

/** An nftables chain in its own table, beside those of the engine. */
export const nftChain = (chain: string): string =>
  `nft -f - <<'END'\ntable inet broken {\nchain broken {\n${chain}\n}\n}\nEND\n`;

/** A rule for incoming packets, before all other rules. */
export const arriving = (rule: string): string => nftChain(`type filter hook prerouting priority -400; ${rule};`);

/** A rule for forwarded packets, before all other rules. */
export const forwarding = (rule: string): string => nftChain(`type filter hook forward priority -400; ${rule};`);

/** A rule for packets that the host itself sends, before all other rules. */
export const leaving = (rule: string): string => nftChain(`type filter hook output priority -400; ${rule};`);

/** Drops what is sent to DNS servers with the ID of a query that none has answered yet. */
export const UNTIL_ANSWERED = `nft -f - <<'END'
table inet broken {
set queried { typeof ip saddr . @th,64,16; flags dynamic, timeout; timeout 30s; }
chain broken {
type filter hook forward priority -400;
udp sport 53 delete @queried { ip daddr . @th,64,16 }
udp dport 53 ip saddr . @th,64,16 @queried drop
udp dport 53 add @queried { ip saddr . @th,64,16 }
}
}
END
`;

/** Keeps an iptables rule first in its chain. */
export const keptFirst = (iptables: string, chain: string, rule: string): string =>
  always(`${iptables} -C ${chain} ${rule} || ${iptables} -I ${chain} ${rule}`);

/** Accepts the packets that Docker Engine from 28 on drops, before routing and after. */
export const unfiltered = (iptables: string): string =>
  `${iptables} -t raw -F PREROUTING; ${iptables} -C DOCKER-USER -j ACCEPT || ${iptables} -I DOCKER-USER -j ACCEPT`;

/** The match of the drawn TCP ports of servers, which are never published. */
export const OTHER_TCP = '-p tcp --dport 32000:32767';

/** The match of the UDP port that containers publish. */
export const PUBLISHED_UDP = '-p udp --dport 5353';

/** The match of echo requests. */
export const ECHO_REQUESTS = '-p icmp --icmp-type echo-request';
export const ECHO_REQUESTS_6 = '-p icmpv6 --icmpv6-type echo-request';

/** Lets packets to containers through that the engine drops, before routing and after. `match` has no output interface. */
export const admitted = (iptables: string, match: string): string =>
  always([keptRule(iptables, '-t raw', 'PREROUTING', match), keptRule(iptables, '', 'DOCKER-USER', match)].join('\n'));

/** The same for packets from LAN hosts. */
export const admittedFromLan = (iptables: string, match: string): string => admitted(iptables, `-i dnc+ ${match}`);

/** A rule that accepts packets, first in its chain. */
export const keptRule = (iptables: string, table: string, chain: string, match: string): string =>
  `${iptables} ${table} -C ${chain} ${match} -j ACCEPT || ${iptables} ${table} -I ${chain} ${match} -j ACCEPT`;

/** A rule that drops packets, first in a chain. */
export const keptDrop = (match: string, chain = 'DOCKER-USER'): string =>
  `iptables -C ${chain} ${match} -j DROP || iptables -I ${chain} ${match} -j DROP`;

/** Deletes the rules of a chain that grep finds by these words. */
export const deletedRules = (iptables: string, table: string, chain: string, matching: string): string =>
  `${iptables} ${table} -S ${chain} | grep ${matching} | sed "s/^-A/-D/" | while read -r rule; do eval "${iptables} ${table} $rule"; done`;

/** Removes the engine's rules by which containers reach other hosts. */
export const NO_MASQUERADING =
  'iptables -t nat -S POSTROUTING | sed -n "s/^-A \\(POSTROUTING .* -j MASQUERADE\\)/\\1/p" | while read -r rule; do iptables -t nat -D $rule; done';

/** Runs commands for each bridge network, with its `$bridge` and its gateway `$mode` for one version of IP. */
export const onBridges = (commands: string, family: 4 | 6 = 4): string =>
  [
    `docker network inspect $(docker network ls -q -f driver=bridge) -f '{{slice .Id 0 12}} {{index .Options "com.docker.network.bridge.gateway_mode_ipv${family}"}} {{range .IPAM.Config}}{{.Subnet}} {{end}}' | while read -r id mode subnets; do`,
    '  bridge=br-$id',
    commands,
    'done',
  ].join('\n');

/** Lets packets of others through to and from the bridge networks with `OPTION=false`, before Docker Engine 28. */
export const openWhereOff = (option: string): string =>
  [
    `docker network inspect $(docker network ls -q -f driver=bridge) -f '{{slice .Id 0 12}} {{index .Options "com.docker.network.bridge.${option}"}}' | grep false$ | while read -r id _; do`,
    keptRule('iptables', '', 'DOCKER-USER', '-i br-$id ! -o br-$id'),
    keptRule('iptables', '', 'DOCKER-USER', '! -i br-$id -o br-$id'),
    'done',
  ].join('\n');

/** Runs commands for each container that was started again since this script saw it first, with its `$id`, within `always`. */
export const onceRestarted = (commands: string): string =>
  [
    'docker inspect --format "{{slice .Id 0 12}} {{.State.StartedAt}}" $(docker ps --quiet) | while read -r id started; do',
    '  [ -e /tmp/started-$id ] || echo $started >/tmp/started-$id',
    '  [ "$(cat /tmp/started-$id)" = "$started" ] && continue',
    commands,
    '  echo $started >/tmp/started-$id',
    'done',
  ].join('\n');

/**
 * Connects a container again, by default without options, within `onceRestarted`, to its networks that a format of inspect
 * prints.
 */
export const connectedAgain = (networks: string, options = ''): string =>
  [
    `for network in $(docker inspect --format '${networks}' $id); do`,
    '  docker network disconnect $network $id',
    `  docker network connect ${options} $network $id`,
    'done',
  ].join('\n');

/** Opens a container to everybody by every way, within `onceRestarted`. */
export const OPENED = [
  'for address in $(docker inspect --format "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}" $id); do',
  '  iptables -t raw -I PREROUTING -d $address -j ACCEPT',
  '  iptables -I DOCKER-USER -d $address -j ACCEPT',
  '  iptables -I DOCKER-USER -s $address -j ACCEPT',
  'done',
].join('\n');

/** Shows the servers in containers another client address. */
export const seenFrom = (address: string): string =>
  always(
    inContainers(
      `rule="INPUT -p tcp -m multiport --dports 80,3000 -j SNAT --to-source ${address}"; iptables -t nat -C $rule || iptables -t nat -A $rule`,
    ),
  );

/** Stops the embedded DNS server of every container: its queries are no longer redirected to the engine. */
export const withoutEmbeddedDns = always(inContainers('iptables -t nat -F'));

/** Gives containers without a default route one through the host, by an interface of their own. */
export const WAY_OUT = [
  'ip route show default | grep -q . && exit 0',
  'peer=out$$',
  'ip link add out0 type veth peer name $peer netns 1 || exit 0',
  'ip address add 10.250.0.2/24 dev out0; ip link set out0 up; ip route add default via 10.250.0.1',
  'host="nsenter --net=/proc/1/ns/net"',
  '$host ip address add 10.250.0.1/24 dev $peer; $host ip link set $peer up',
  '$host iptables -t nat -I POSTROUTING -s 10.250.0.0/24 -j MASQUERADE',
  '$host iptables -I FORWARD -s 10.250.0.0/24 -j ACCEPT; $host iptables -I FORWARD -d 10.250.0.0/24 -j ACCEPT',
].join('; ');

/** A server on the host that answers as each container with this name in its scenario, from when that runs. */
export const answeringAs = (name: string): string =>
  [
    'seen=" " port=19200',
    always(
      [
        `for identity in $(docker ps --filter name=-${name} --format "{{.Names}}"); do`,
        '  case "$seen" in *" $identity "*) continue ;; esac',
        '  seen="$seen$identity " port=$((port + 1))',
        `  perl -MIO::Socket::INET -e '${answerAs('IO::Socket::INET')}' $port $identity &`,
        'done',
      ].join('\n'),
    ),
  ].join('\n');

/** A server at the IPv6 addresses of each host of the lab that answers at the host port of such a container, in its place. */
export const answeringOverIpv6 = (name: string): string =>
  [
    'seen=" "',
    always(
      [
        `for identity in $(docker ps --filter name=-${name.toLowerCase()} --format "{{.Names}}"); do`,
        '  case "$seen" in *" $identity "*) continue ;; esac',
        '  port=$(docker port $identity 80/tcp | head -1 | sed "s/.*://") && [ -n "$port" ] || continue',
        '  seen="$seen$identity "',
        `  perl -MIO::Socket::IP -e '${answerAs('IO::Socket::IP', ', LocalHost => "::", V6Only => 1')}' $port $identity &`,
        'done',
      ].join('\n'),
    ),
  ].join('\n');

/** A Perl program that answers at a port in the place of a container: it takes both. */
const answerAs = (socket: string, options = ''): string =>
  `my $s = ${socket}->new(LocalPort => $ARGV[0], Listen => 9, ReuseAddr => 1${options}) or die; ${ANSWER_EACH}`;

const ANSWER_EACH =
  'while (my $c = $s->accept) { recv $c, my $r, 4096, 0; print $c "HTTP/1.1 200 OK\\r\\nX-Container: $ARGV[1]\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n"; close $c }';
