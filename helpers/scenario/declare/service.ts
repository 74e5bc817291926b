import type { NetworkDeclaration } from './network.ts';

/** A service of the scenario's swarm: nginx in each of its tasks, `docker service create`. */
export interface ServiceDeclaration extends ServiceOptions {
  readonly kind: 'service';
}

/** The options of a service. */
export interface ServiceOptions {
  /** `--network`: an overlay network, whose first host is the manager. */
  readonly on: NetworkDeclaration;
  /** `--replicas`; by default `--mode global`, a task on each node. */
  readonly replicas?: number;
  /** `--constraint node.role==ROLE`: the nodes that its tasks run on. */
  readonly role?: 'manager' | 'worker';
  /** `--endpoint-mode`; by default its name resolves to one virtual IP address. */
  readonly endpointMode?: 'dnsrr';
  /** `--publish mode=host,target=PORT`: a host port at each host that runs a task. */
  readonly publishOnHost?: number;
}

/** A service whose tasks answer on port 80; a header of their answers carries the identity of the task. */
export function service(options: ServiceOptions): ServiceDeclaration {
  return { kind: 'service', ...options };
}
