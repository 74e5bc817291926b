import { type Saboteur, sabotage } from '../faults/saboteur.ts';
import type { AnyFault } from '../faults/index.ts';
import { openProxy } from '../../engine/api-proxy.ts';
import type { EngineHost } from './engine-host.ts';

/** A fault in the engine of a host, during a run of the suite. */
interface ActiveFault {
  /** Must be called with the pid of the run once it has started. */
  started(pid: number): void;
  /** Ends the fault. Throws where it had no effect: then the run proves nothing. */
  end(): Promise<void>;
}

/** Breaks the engine of a host: by a proxy in place of its socket, or by a script on the host. */
export async function breakEngine(fault: AnyFault, { instance }: EngineHost): Promise<ActiveFault> {
  if (fault.kind === 'host') {
    let saboteur: Saboteur | undefined;
    return {
      started(pid) {
        saboteur = sabotage(fault, instance, pid);
      },
      end: async () => saboteur?.stop(),
    };
  }
  const proxy = await openProxy(new URL(instance.endpoint.dockerHost).pathname);
  proxy.alter(fault);
  return {
    started: () => undefined,
    async end() {
      const altered = proxy.alteredCount();
      await proxy.close();
      if (altered === 0) throw new Error(`the fault "${fault.name}" altered nothing: correct it`);
    },
  };
}
