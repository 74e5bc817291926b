import type { Existing, ExistingContainer } from '../scenario/existing/container.ts';
import { connect } from './connect.ts';
import { type ContainerVantage, connectingIn, containerVantage } from './container.ts';
import { type Listening, parseListening, parseOutput, socketsCommand } from './devices.ts';
import { type SendingContainer, runInContainer } from './exec.ts';

/** The requests and observations in the network of a container that runs already, which its image needs no program for. */
export interface ExistingVantage extends Pick<
  ContainerVantage,
  | 'connect'
  | 'get'
  | 'reach'
  | 'reach6'
  | 'lookup'
  | 'lookups'
  | 'systemLookup'
  | 'reverse'
  | 'addresses'
  | 'addresses6'
  | 'interfaces'
  | 'routes'
  | 'defaultRoutes'
> {
  /** Its listening sockets. */
  listening(): Promise<Listening[]>;
}

/**
 * The vantage point of what runs already: connections are opened from every replica. Every other request is sent from one, so
 * that it throws a UserError where there are several.
 */
export function existingVantage(existing: Existing): ExistingVantage {
  const one = (): ContainerVantage => containerVantage(sendingIn(existing.only));
  return {
    connect: (to, port, options) =>
      connect(
        existing.replicas.map((replica) => connectingIn(sendingIn(replica))),
        to,
        port,
        options,
      ),
    get: async (...args) => one().get(...args),
    reach: async (...args) => one().reach(...args),
    reach6: async (...args) => one().reach6(...args),
    lookup: async (...args) => one().lookup(...args),
    lookups: async (...args) => one().lookups(...args),
    systemLookup: async (...args) => one().systemLookup(...args),
    reverse: async (...args) => one().reverse(...args),
    addresses: async () => one().addresses(),
    addresses6: async () => one().addresses6(),
    interfaces: async () => one().interfaces(),
    routes: async () => one().routes(),
    defaultRoutes: async () => one().defaultRoutes(),
    async listening() {
      const { name, probe } = existing.only;
      return parseOutput(await runInContainer(probe, socketsCommand), `the sockets of ${name}`, parseListening);
    },
  };
}

/** The probe beside a container of the user, in the place of that container. */
function sendingIn({ name, engineName, engine, probe, isOnHostNetwork, history }: ExistingContainer): SendingContainer {
  return { id: probe.id, name, engineName, engine, isOnHostNetwork, history, isUsers: true };
}
