import { currentRun } from '../engine/run.ts';
import type { RunningEngineHost } from './hosts.ts';

const SWARM_PORT = 2377;

/**
 * Creates a swarm of lab hosts; the first is its manager. Returns a promise for each host, because some parts need only
 * the manager. The user's hosts are in a swarm already.
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
  return [formed.then(() => undefined), ...joined];
}
