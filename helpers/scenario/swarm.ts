import { currentRun } from '../engine/run.ts';
import type { RunningEngineHost } from './hosts.ts';

const SWARM_PORT = 2377;

/**
 * Makes a swarm of the hosts of a lab: the first is its manager. Resolves for each host when it is in; the others need
 * not be waited for where only the manager is needed. The user's own hosts are in one already.
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
