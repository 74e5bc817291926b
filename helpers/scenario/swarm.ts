import { poll } from '../engine/poll.ts';
import { currentRun } from '../engine/run.ts';
import type { RunningEngineHost } from './hosts.ts';

const SWARM_PORT = 2377;

/** How long the manager may take until it has heard from a host that has joined. */
const NODE_READY = { waitingFor: 'the manager of a swarm to list a node as ready', limitMs: 30_000 };

/**
 * Creates a swarm of lab hosts; the first is its manager. Returns a promise for each host, fulfilled when it is ready,
 * because some parts need only the manager. The user's hosts are in a swarm already.
 */
export function formSwarm(hosts: readonly RunningEngineHost[]): Promise<void>[] {
  const [manager, ...workers] = hosts;
  if (!manager?.lab || currentRun().hosts.kind === 'peer') return hosts.map(async () => undefined);
  const address = manager.lab.nic.address;
  const formed = manager.engine.swarmInit({ AdvertiseAddr: address, ListenAddr: `${address}:${SWARM_PORT}` });
  const joined = workers.map(async ({ engine, lab }) => {
    await formed;
    const { JoinTokens } = (await manager.engine.swarmInspect()) as { JoinTokens: { Worker: string } };
    const own = lab?.nic.address;
    await engine.swarmJoin({
      RemoteAddrs: [`${address}:${SWARM_PORT}`],
      AdvertiseAddr: own,
      ListenAddr: `${own}:${SWARM_PORT}`,
      JoinToken: JoinTokens.Worker,
    });
  });
  return [formed, ...joined].map(async (done, index) => {
    await done;
    await untilReady(hosts[index] as RunningEngineHost, manager);
  });
}

/** A node that is not ready yet gets no tasks: a container there waits in vain to be attached to an overlay network. */
async function untilReady({ engine }: RunningEngineHost, manager: RunningEngineHost): Promise<void> {
  const { Swarm } = await engine.info();
  await poll(NODE_READY, async () => {
    const nodes = (await manager.engine.listNodes()) as ListedNode[];
    return nodes.some(({ ID, Status }) => ID === Swarm?.NodeID && Status?.State === 'ready');
  });
}

/** https://docs.docker.com/reference/api/engine/ (Node) */
interface ListedNode {
  readonly ID: string;
  readonly Status?: { readonly State?: string };
}
