import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../engine/user-error.ts';
import { writeWhole } from '../../engine/write-whole.ts';
import type { Results } from '../../report/ctrf.ts';
import { toJson } from '../../report/json.ts';
import { commonFiles, digestOf, filesIn } from '../../run/digest.ts';
import type { Draw } from './draw.ts';

/** Where the runs of a soak are kept, so that an interrupted one can go on. */
const FOLDER = 'report/soak';

/** What a soak is of; with the same plan, it is the same soak. */
export interface SoakPlan {
  readonly seed: number;
  /** Whether the behaviours of a spec file run in random order. */
  readonly randomize: boolean;
  /** The embedded engine; undefined for the engine that is found. */
  readonly engine: string | undefined;
}

/** A run that ended. */
export interface SoakRun {
  readonly draw: Draw;
  readonly seconds: number;
  readonly exitCode: number | null;
  /** Why its results cannot be trusted; undefined where they can. */
  readonly problem: string | undefined;
  readonly results: Results | undefined;
}

/** The runs of one soak, in a folder. */
export class SavedSoak {
  readonly plan: SoakPlan;

  private constructor(plan: SoakPlan) {
    this.plan = plan;
  }

  /** Begins a soak in the place of an earlier one. */
  static begin(plan: SoakPlan): SavedSoak {
    rmSync(FOLDER, { recursive: true, force: true });
    write('plan.json', { ...plan, digest: digestOfSuite() });
    return new SavedSoak(plan);
  }

  /** Opens the last soak. Throws a UserError where there is none, or where it is of another version of the suite. */
  static open(): SavedSoak {
    const found = read('plan.json') as (SoakPlan & { readonly digest: string }) | undefined;
    if (!found) throw new UserError(`There is no soak in ${FOLDER} that could go on: begin one without --continue.`);
    const { digest, ...plan } = found;
    if (digest !== digestOfSuite())
      throw new UserError(
        'The suite was changed after the runs of this soak, whose verdicts may differ for that: begin one without --continue.',
      );
    return new SavedSoak(plan);
  }

  /** The run of this number, from 1; undefined where it has not ended yet. */
  run(number: number): SoakRun | undefined {
    return read(fileOf(number)) as SoakRun | undefined;
  }

  /** Keeps a run. */
  keep(number: number, run: SoakRun): void {
    write(fileOf(number), run);
  }
}

const fileOf = (number: number): string => `run-${number}.json`;

function digestOfSuite(): string {
  return digestOf([...commonFiles(), ...filesIn('specs')]);
}

function read(name: string): unknown {
  const file = join(FOLDER, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function write(name: string, content: object): void {
  writeWhole(join(FOLDER, name), toJson(content));
}
