import { connect } from '../../engine/endpoint.ts';
import { poll } from '../../engine/poll.ts';
import { ownObjects } from '../../engine/run.ts';
import { loadArchive } from '../../images/load.ts';
import { registryImage, registryImages } from '../hosts/registry-images.ts';
import type { Ending } from './ending.ts';
import { countsOf, everyVerdictAsUsual, exitedWith, nothingFailed, someVerdict } from './expectations.ts';
import { jestKilled, runKilled } from './killed.ts';
import { signalled } from './signals.ts';
import { type Stage, clientOf } from './stage.ts';

/** A run with containers as LAN hosts, whose links are interfaces of the engine's host. */
const LAN = ['--lan', '--chapter', 'lan', '--chapter', 'source-address'];

const completed: Ending = {
  name: 'lan-completed',
  engine: 'shared',
  async provoke(stage) {
    const end = await stage.start(LAN).ended;
    everyVerdictAsUsual(end);
    return countsOf(end);
  },
};

const twoRuns: Ending = {
  name: 'lan-two-runs-at-once',
  engine: 'shared',
  async provoke(stage) {
    const ends = await Promise.all([stage.start(LAN).ended, stage.start(LAN).ended]);
    for (const end of ends) everyVerdictAsUsual(end);
    return ends.map(countsOf).join('; ');
  },
};

/**
 * Another user removes a container that a LAN host consists of: nothing is known any more. `setUp` prepares the engine, and
 * gives the variables of the run.
 */
function removed(
  name: string,
  which: RegExp,
  setUp: (stage: Stage) => Promise<Record<string, string>> = async () => ({}),
): Ending {
  return {
    name,
    engine: 'shared',
    async provoke(stage) {
      const engine = clientOf(stage.shared);
      const run = stage.start(LAN, await setUp(stage));
      await stage.untilMidSpec(run);
      const limit = { waitingFor: `a container named ${which.source}`, limitMs: 60_000 };
      const id = await poll(limit, async () => {
        const running = await engine.listContainers({ filters: ownObjects });
        return running.find(({ Names }) => Names.some((one) => which.test(one)))?.Id;
      });
      await engine.getContainer(id).remove({ force: true });
      const end = await run.ended;
      exitedWith(end, 1);
      nothingFailed(end);
      someVerdict(end, 'error');
      return `exit 1; ${countsOf(end)}`;
    },
  };
}

/** nginx's own image on Debian has perl and no `ip`: with such a one, a second container changes the network of a LAN host. */
async function nginxWithoutIp({ shared }: Stage): Promise<Record<string, string>> {
  await loadArchive(connect(shared.endpoint), await registryImages());
  return { NGINX_IMAGE: registryImage('nginx-with-perl') };
}

/** The endings of a run with --lan. */
export const lanEndings: readonly Ending[] = [
  completed,
  twoRuns,
  signalled('SIGINT', 'shared', 'lan-sigint', LAN),
  signalled('SIGTERM', 'shared', 'lan-sigterm', LAN),
  signalled('SIGHUP', 'shared', 'lan-sighup', LAN),
  signalled('SIGINT', 'own', 'lan-sigint-on-own-engine', LAN),
  runKilled('lan-run-killed', LAN),
  jestKilled('lan-jest-killed', LAN),
  removed('lan-host-removed', /-lanhost$/),
  removed('lan-host-network-container-removed', /-lanhost-hand$/, nginxWithoutIp),
];
