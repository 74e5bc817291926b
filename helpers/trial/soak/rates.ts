import { knownDifferences } from '../../behaviour/differences/known.ts';
import type { ResultTest, Results } from '../../report/ctrf.ts';

/** A number of all. */
interface Share {
  readonly shown: number;
  readonly of: number;
}

/** How often a known difference showed that shows in some runs only, of one engine. */
export interface Rate {
  /** What the engine does at times; the entries that share it are counted together. */
  readonly cause: string;
  /** The verdicts of the behaviours that may show it. */
  readonly verdicts: Share;
  /** The runs that judged one of them. */
  readonly runs: Share;
  /** The requests of these behaviours. */
  readonly requests: Share;
  /** The most verdicts that showed it in one run. */
  readonly mostInOneRun: number;
}

/** One verdict of a behaviour that may show it. */
interface Chance {
  readonly cause: string;
  readonly run: number;
  readonly shown: boolean;
  readonly requests: Share;
}

/** The rates of all known differences that show in some runs only, as these runs measured them. */
export function ratesOf(runs: readonly (Results | undefined)[]): Rate[] {
  const chances = runs.flatMap((results, run) => (results ? chancesIn(results, run) : []));
  return [...Map.groupBy(chances, ({ cause }) => cause)].map(([cause, inside]) => {
    const shown = inside.filter((chance) => chance.shown);
    const perRun = [...Map.groupBy(shown, ({ run }) => run).values()].map(({ length }) => length);
    return {
      cause,
      verdicts: { shown: shown.length, of: inside.length },
      runs: { shown: perRun.length, of: new Set(inside.map(({ run }) => run)).size },
      requests: {
        shown: sum(inside.map(({ requests }) => requests.shown)),
        of: sum(inside.map(({ requests }) => requests.of)),
      },
      mostInOneRun: Math.max(0, ...perRun),
    };
  });
}

function chancesIn({ results }: Results, run: number): Chance[] {
  const { engine } = results.environment.extra;
  return results.tests.flatMap((test) => {
    const causes = knownDifferences(test.extra.id, engine).flatMap(({ flaky }) => flaky?.cause ?? []);
    // a behaviour that was not judged could not show it
    const isJudged = test.status !== 'skipped';
    return isJudged ? [...new Set(causes)].map((cause) => chanceIn(test, cause, run)) : [];
  });
}

function chanceIn({ extra }: ResultTest, cause: string, run: number): Chance {
  const shown = extra.difference?.cause === cause;
  const failed = (extra.failures ?? []).filter(({ kind }) => kind !== 'fact').length;
  return { cause, run, shown, requests: { shown: shown ? failed : 0, of: extra.evidence.length } };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** `the DNS server stops answering: 16 of 33 verdicts (48 %) in 3 of 3 runs, at most 8 in one; 40 of 300 requests (13 %)` */
export function rateText({ cause, verdicts, runs, requests, mostInOneRun }: Rate): string {
  const most = mostInOneRun > 0 ? `, at most ${mostInOneRun} in one` : '';
  const ofVerdicts = `${shareText(verdicts, 'verdicts')} in ${runs.shown} of ${runs.of} runs${most}`;
  return `${cause}: ${ofVerdicts}; ${shareText(requests, 'requests')}`;
}

function shareText({ shown, of }: Share, what: string): string {
  return `${shown} of ${of} ${what} (${of === 0 ? 0 : Number(((100 * shown) / of).toPrecision(2))} %)`;
}
