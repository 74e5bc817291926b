import { always, atCreate, atNetworkCreate, inContainers, noOp, pruneNone } from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault, labFault } from './fault.ts';

/** The labels of the networks that were created, as `KEY=VALUE`, by the networks' names. */
const labels = new Map<string, readonly string[]>();

/** The filters of the latest prune. */
let filters: Readonly<Record<string, readonly string[]>> = {};

/** The networks that such a prune would remove, without those of running containers; each of them once. */
const wouldBePruned = (): string[] => {
  const { label = [], 'label!': others = [], until } = filters;
  const removed = [...labels].filter(
    ([name, own]) =>
      !name.endsWith('-used') &&
      // no network of the trial is minutes old
      !String(until).endsWith('m') &&
      label.every((one) => own.includes(one)) &&
      !others.some((one) => own.includes(one)),
  );
  return removed.map(([name]) => name).filter((name) => labels.delete(name));
};

/** A Perl program that creates another network of a name, which the engine allows without CheckDuplicate; prints its ID. */
const SECOND_OF_A_NAME =
  'my $s = IO::Socket::UNIX->new("/run/docker.sock"); my $b = qq({"Name":"$ARGV[0]"}); print $s "POST /v1.41/networks/create HTTP/1.0\\r\\nContent-Type: application/json\\r\\nContent-Length: ", length($b), "\\r\\n\\r\\n$b"; while (<$s>) { print $1 if /"Id":"(\\w+)"/ }';

export const lifecycle: readonly AnyFault[] = [
  apiFault({
    name: 'restart policies are dropped',
    breaks: ['restart-policy'],
    request: atCreate((body) => delete body.HostConfig.RestartPolicy),
  }),
  apiFault({
    name: 'docker pause does nothing',
    mustFail: ['lifecycle.paused'],
    instead: noOp(/^(\/containers\/[^/]+)\/pause$/, '$1/resize?h=1&w=1'),
  }),
  hostFault({
    name: 'after a restart, a container is cut off from its second network',
    mustFail: ['lifecycle.restart-keeps-networks', 'lifecycle.restart-policy'],
    script: [
      "docker events --filter type=container --filter event=start --format '{{.ID}}' | while read -r id; do",
      "nsenter --net=/proc/$(docker inspect --format '{{.State.Pid}}' $id)/ns/net ip link set eth1 down",
      'done',
    ].join('\n'),
  }),
  hostFault({
    name: 'open connections of a container are cut off when it is connected to another network',
    mustFail: [
      'lifecycle.gateway-change-keeps-published',
      'lifecycle.connect-keeps-connections',
      'lifecycle.connect-keeps-published',
    ],
    chapters: ['lifecycle'],
    // Docker Engine resets those of published ports at times
    engine: 'podman:forky',
    script: always(
      inContainers(
        '! ip -4 route show default | grep -q "dev eth1" || { rule="INPUT -i eth0 -p tcp --dport 80 ! --syn -j DROP"; iptables -C $rule 2>/dev/null || iptables -I $rule; }',
      ),
    ),
  }),
  apiFault({
    name: 'docker network rm of a network in use reports its removal',
    mustFail: ['lifecycle.remove-in-use', 'lifecycle.remove-in-use-says-who'],
    // an answer without a body and without an effect
    instead: ({ method, path }, url) =>
      method === 'DELETE' && path.endsWith('-used') ? '/volumes/no-such-volume?force=1' : url,
    engine: HARDENED,
  }),
  apiFault({
    name: 'the refusal to remove a network does not name its containers',
    mustFail: ['lifecycle.remove-in-use-says-who'],
    engine: HARDENED,
    answer: ({ method, path }, body) => {
      if (method === 'DELETE' && path.startsWith('/networks/') && body?.message) body.message = 'network is in use';
      return body;
    },
  }),
  apiFault({
    name: 'no network is removed by its ID',
    mustFail: ['lifecycle.removed-by-id'],
    instead: ({ method, path }, url) =>
      method === 'DELETE' && /^\/networks\/[\da-f]{12,}$/.test(path) ? '/networks/no-such-network' : url,
  }),
  labFault({
    name: 'a network in use is removed by its ID',
    mustFail: ['lifecycle.remove-in-use-by-id'],
    script: always(
      [
        'for network in $(docker network ls --quiet --filter name=-used); do',
        'for container in $(docker ps --quiet); do docker network disconnect --force $network $container; done',
        'done',
      ].join('\n'),
    ),
  }),
  labFault({
    name: 'containers are connected to a network that was made for none',
    mustFail: ['lifecycle.prune-keeps-predefined'],
    script: always(
      [
        'for network in $(docker network ls --quiet --filter name=-unused); do',
        'for container in $(docker ps --quiet); do docker network connect $network $container; done',
        'done',
      ].join('\n'),
    ),
  }),
  labFault({
    name: 'docker network prune leaves a network of a name that it reports',
    mustFail: ['lifecycle.prune-keeps-predefined'],
    // later versions refuse a second network of the name
    engine: 'debian:bookworm',
    script: always(
      [
        'network=$(docker network ls --filter "name=-unused$" --format "{{.Name}}") container=$(docker ps --quiet)',
        '[ -n "$network" ] && [ -n "$container" ] && [ -z "$second" ] || continue',
        `second=$(perl -MIO::Socket::UNIX -e '${SECOND_OF_A_NAME}' $network)`,
        'docker network connect $second $container',
      ].join('\n'),
    ),
  }),
  hostFault({
    name: 'the address of a removed network stays on the host',
    mustFail: ['lifecycle.removed-leaves-nothing'],
    script: always(
      'ip -o -4 address | sed -n "s/.* br-[0-9a-f]* *inet \\([0-9.]*\\)\\/.*/\\1/p" | while read -r gateway; do ip address add $gateway/32 dev lo; done',
    ),
  }),
  apiFault({
    name: 'docker network prune does nothing',
    breaks: ['prune'],
    instead: noOp(/^\/networks\/prune$/, pruneNone),
  }),
  apiFault({
    name: 'docker network prune only reports that it removes networks',
    mustFail: ['lifecycle.prune-unused', 'lifecycle.prune-spares-stopped', 'lifecycle.prune-filters'],
    request: atNetworkCreate((body) =>
      labels.set(
        body.Name,
        Object.entries<string>(body.Labels).map(([key, value]) => `${key}=${value}`),
      ),
    ),
    instead: ({ path }, url) => {
      if (path !== '/networks/prune') return url;
      filters = JSON.parse(new URL(url, 'http://engine').searchParams.get('filters') ?? '{}');
      return pruneNone;
    },
    answer: ({ path }, body) => (path === '/networks/prune' ? { NetworksDeleted: wouldBePruned() } : body),
  }),
  apiFault({
    name: 'docker network prune with the filter until removes nothing',
    mustFail: ['lifecycle.prune-filters'],
    instead: ({ path }, url) => (path === '/networks/prune' && url.includes('until') ? pruneNone : url),
  }),
  apiFault({
    name: 'docker network prune ignores the filters label! and until',
    mustFail: ['lifecycle.prune-filters'],
    instead: ({ path }, url) => {
      if (path !== '/networks/prune') return url;
      const requested = new URL(url, 'http://engine');
      const { label } = JSON.parse(requested.searchParams.get('filters') ?? '{}') as { readonly label?: unknown };
      return `${path}?filters=${encodeURIComponent(JSON.stringify({ label }))}`;
    },
  }),
  hostFault({
    name: 'the masquerading of a removed network stays',
    mustFail: ['lifecycle.created-again'],
    chapters: ['lifecycle'],
    script: always(
      [
        'iptables -t nat -S POSTROUTING | sed -n "s/^-A POSTROUTING \\(.* ! -o br-.* -j MASQUERADE\\)/\\1/p" >>/tmp/rules',
        'sort -u -o /tmp/rules /tmp/rules',
        'while read -r rule; do iptables -t nat -C POSTROUTING $rule || iptables -t nat -A POSTROUTING $rule; done </tmp/rules',
      ].join('\n'),
    ),
  }),
];
