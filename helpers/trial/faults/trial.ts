import { catalogue } from '../../behaviour/catalogue.ts';
import { assertCanEmbed } from '../../engine/embedded/instance.ts';
import { ipOf } from '../../engine/host-access.ts';
import { type Device, missingOptions } from '../../engine/kernel-options.ts';
import { unknownName } from '../../engine/suggest.ts';
import { UserError } from '../../engine/user-error.ts';
import {
  type ListedFault,
  type ChapterSelection,
  behavioursFor,
  expectedUnder,
  failsNowhere,
  faults,
} from './index.ts';
import { type Case, Judging, verdictLines } from './judging.ts';
import { listFaults } from './list.ts';
import { FAULTS_PAGE, writeFaultsPage } from './page.ts';
import { type FaultRecord, RECORDS, digester } from './record.ts';
import { plural } from '../../report/printed-values.ts';
import { clock } from '../../report/status-line.ts';
import { selected } from '../../run/selection.ts';

/** The options of the trial of faults. */
export interface FaultOptions extends ChapterSelection {
  /** The embedded engine that is broken. */
  readonly engine: string;
  /** Only the faults whose names contain one of these; all faults if empty. */
  readonly fault: readonly string[];
  /** How many faults are judged at a time. */
  readonly atOnce: number;
  /** Whether faults that an earlier trial has judged are left out. */
  readonly continue: boolean;
  /** Whether FAULTS.md is written. */
  readonly write: boolean;
  /** Whether containers act as LAN hosts. */
  readonly lan: boolean;
  /** Whether the faults are only printed. */
  readonly list: boolean;
}

/** Runs the suite on an engine that is broken in one way at a time: the right behaviours must fail, and no others. */
export async function testFaults(options: FaultOptions): Promise<number> {
  const wanted = selectedFaults(options);
  if (options.list) return listFaults(wanted, options);
  assertCanEmbed('The engine to break is an embedded one');
  const missing = await lackingDevices(options.engine);
  const shown = faults.filter(({ device }) => device === undefined || !missing.has(device));
  for (const [device, option] of missing)
    console.log(`The faults of ${device} are left out: the kernel lacks ${option}.`);
  const all = casesOf(shown, options);
  const named = all.filter(({ fault }) => wanted.includes(fault));
  const judging = new Judging(scopeOf(options), all);
  const cases = options.continue ? named.filter((one) => !judging.isJudged(one)) : named;
  if (options.write) assertAllJudged(all.filter((one) => !cases.includes(one) && !judging.isJudged(one)));
  if (options.continue)
    console.log(`${named.length - cases.length} of ${plural(named.length, 'fault')} judged before.`);
  const exitCode = await judging.run(cases, options.atOnce, options.lan ? ['--lan'] : []);
  if (exitCode !== undefined) {
    console.error('The trial was interrupted: with --continue, it goes on with the other faults.');
    return exitCode;
  }
  const code = conclude(judging.verdicts(named), judging.seconds, shown);
  if (judging.hasChanged)
    console.log(`Files of the suite were changed meanwhile: verdicts that depend on them are not in ${RECORDS}.`);
  if (!options.write) return code;
  if (judging.hasChanged) throw new UserError(`${FAULTS_PAGE} is not written: run the trial again with --continue.`);
  writeFaultsPage(judging.verdicts(all));
  return code;
}

/** The network devices of faults that the kernel lacks, and the options that it was built without. */
async function lackingDevices(engine: string): Promise<Map<Device, string>> {
  const wanted = new Set(faults.flatMap(({ device }) => device ?? []));
  const found = await Promise.all(
    [...wanted].map(async (device) => {
      // before its first start, an engine has no iproute2 yet: its faults are judged, and tell why not
      const missing = missingOptions(ipOf(engine), ['veth', device]).catch(() => []);
      return [device, await missing] as const;
    }),
  );
  return new Map(found.flatMap(([device, options]) => (options.length > 0 ? [[device, options.join(' and ')]] : [])));
}

function casesOf(listed: readonly ListedFault[], options: FaultOptions): Case[] {
  const digestOf = digester();
  return listed.map((fault) => {
    const [suite, ids] = [fault.engine ?? options.engine, behavioursFor(fault, options)];
    const weight = expectedUnder(fault).fail.filter((id) => ids.includes(id)).length;
    return { fault, suite, ids, weight, digest: digestOf(fault, options.lan ? `${suite} --lan` : suite, ids) };
  });
}

function scopeOf({ chapter, everywhere, lan }: FaultOptions): string {
  const scope = everywhere ? ['everywhere'] : ['affected spec files', ...chapter];
  return [...scope, ...(lan ? ['--lan'] : [])].join(', ');
}

/** The faults of the given names that behaviours of the given chapters must notice. Throws a UserError if there is none. */
function selectedFaults(options: FaultOptions): ListedFault[] {
  selected({ behaviours: [], chapters: options.chapter, security: false }, catalogue());
  const names = faults.map(({ name }) => name);
  const unknown = options.fault.find((words) => !names.some((name) => name.includes(words)));
  if (unknown !== undefined)
    throw new UserError(unknownName('fault', unknown, names, 'npm run test:faults -- --list prints all names'));
  const named = faults.filter(
    ({ name }) => options.fault.length === 0 || options.fault.some((words) => name.includes(words)),
  );
  const noticed = named.filter((fault) => {
    const judged = new Set(behavioursFor(fault, options));
    return expectedUnder(fault).fail.some((id) => judged.has(id));
  });
  if (noticed.length === 0)
    throw new UserError(
      `No behaviour of ${options.chapter.join(', ')} must notice this fault: leave out --chapter, or choose another fault.`,
    );
  return noticed;
}

/** FAULTS.md is of all faults. Throws a UserError where some would not be judged, before hours are lost. */
function assertAllJudged(missing: readonly Case[]): void {
  if (missing.length === 0) return;
  const some = missing.slice(0, 3).map(({ fault }) => fault.name);
  throw new UserError(
    `${FAULTS_PAGE} is of all faults, and ${plural(missing.length, 'fault')} would not be judged (${some.join('; ')}${missing.length > 3 ? '; …' : ''}): add --continue, and leave out --fault and --chapter.`,
  );
}

function conclude(verdicts: readonly FaultRecord[], seconds: number, shown: readonly ListedFault[]): number {
  const failing = new Set(verdicts.flatMap(({ failed }) => failed));
  const isWhole = verdicts.length === shown.length;
  const notShown = faults.filter((fault) => !shown.includes(fault));
  const leftOut = new Set(notShown.flatMap((fault) => expectedUnder(fault).fail));
  const unseen = catalogue().filter(({ id }) => !failing.has(id) && !leftOut.has(id) && !failsNowhere.has(id));
  const suspect = isWhole ? unseen.map(({ id }) => id) : [];
  const wrong = verdicts.filter(({ caught }) => !caught);
  if (wrong.length > 0) console.log(['Not caught:', ...wrong.map(verdictLines)].join('\n'));
  if (suspect.length > 0)
    console.log(
      `These behaviours failed under no fault, so that nothing shows that they can: ${suspect.join(', ')}. Add a fault for each.`,
    );
  console.log(
    `${verdicts.length - wrong.length} of ${plural(verdicts.length, 'fault')} caught by the right behaviours and by no others; ${clock(seconds * 1000)} min; ${RECORDS}`,
  );
  return wrong.length === 0 && suspect.length === 0 ? 0 : 1;
}
