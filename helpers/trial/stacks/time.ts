import { Interruption } from '../../run/interruption.ts';
import { median } from '../../bench/time.ts';
import { must } from '../endings/wrong-ending.ts';
import { StackStage } from './stage.ts';

/** How long a check of five services with five published ports may take, started as by a user. */
const GOAL_S = 6;

/** The ports that the proxy of the shop publishes instead of its two. */
const FIVE_PORTS = "['8080:80', '8443:443', '8081:80', '8444:443', '8082:80']";

/** Times the check of a shop of five services with five published ports that runs. Gives 1 where the median misses the goal. */
export async function timeStack({ engine, runs }: { engine: string; runs: number }): Promise<number> {
  const interruption = new Interruption();
  const ended = await StackStage.on(engine, interruption, async (stage) => {
    const stack = stage.copyOf('shop');
    stack.replace([["['8080:80', '8443:443']", FIVE_PORTS]]);
    await stack.up();
    const seconds: number[] = [];
    try {
      for (let round = 0; round <= runs && !interruption.signal; round++) {
        const started = performance.now();
        const { tests, output } = await stage.check(stack.policy);
        must(tests.length > 0 || interruption.signal !== undefined, `the check judged nothing: ${output}`);
        // the first round fills caches
        if (round > 0) seconds.push((performance.now() - started) / 1000);
      }
    } finally {
      await stack.down();
    }
    if (interruption.signal) return 1;
    const took = median(seconds);
    console.log(
      `check of 5 services, 20 pairs and 5 published ports: median ${took.toFixed(1)} s of ${seconds.length} runs, ` +
        `${Math.min(...seconds).toFixed(1)} to ${Math.max(...seconds).toFixed(1)} (goal: at most ${GOAL_S} s on a quiet machine)`,
    );
    return took <= GOAL_S ? 0 : 1;
  });
  return interruption.exitCode ?? ended ?? 1;
}
