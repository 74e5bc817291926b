import { always, atCreate, noOp, pruneNone } from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault, labFault } from './fault.ts';

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
    name: 'docker network prune ignores the filters label! and until',
    mustFail: ['lifecycle.prune-filters'],
    instead: ({ path }, url) => {
      if (path !== '/networks/prune') return url;
      const asked = new URL(url, 'http://engine');
      const { label } = JSON.parse(asked.searchParams.get('filters') ?? '{}') as { readonly label?: unknown };
      return `${path}?filters=${encodeURIComponent(JSON.stringify({ label }))}`;
    },
  }),
];
