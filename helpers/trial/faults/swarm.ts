import { always, inContainers } from './alter.ts';
import { type AnyFault, labFault } from './fault.ts';

/** Runs the rest of a script on the manager, once a service runs. */
const onceRunning = (name: string): string =>
  [
    "ip address show dev eth0 | grep -q 'inet [0-9.]*\\.11/' || exit 0",
    `until service=$(docker service ls --filter name=dnc- --format '{{.Name}}' | grep -- '-${name}$'); do sleep 0.1; done`,
  ].join('\n');

export const swarm: readonly AnyFault[] = [
  labFault({
    name: 'a service with --endpoint-mode dnsrr has a virtual IP address',
    breaks: ['service-dns'],
    unclear: ['swarm.host-port'],
    script: [onceRunning('robin'), 'docker service update --detach --publish-rm 80 --endpoint-mode vip $service'].join(
      '\n',
    ),
  }),
  labFault({
    name: 'a service without --endpoint-mode has no virtual IP address',
    // tasks.NAME resolves to the tasks in both modes
    breaks: ['virtual-address'],
    script: [onceRunning('everywhere'), 'docker service update --detach --endpoint-mode dnsrr $service'].join('\n'),
  }),
  labFault({
    name: 'ports published with mode=host are closed',
    breaks: ['host-mode-port'],
    script: always(
      inContainers('rule="INPUT ! -i eth0 -p tcp --dport 80 -j REJECT"; iptables -C $rule || iptables -I $rule'),
    ),
  }),
];
