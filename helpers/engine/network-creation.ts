import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from './embedded/process.ts';
import type { Fingerprint } from './identify.ts';
import { latest } from './poll.ts';
import { currentRun, sharedPath } from './run.ts';
import { olderThan } from './version.ts';

/** How long a behaviour may wait for the networks that are being created: a defect must not block a run. */
const JUDGING_PACE = { limitMs: 20_000, intervalMs: 10 };

/** The same for a new network: the behaviours of another process may listen to silence for half a minute. */
const CREATION_PACE = { limitMs: 60_000, intervalMs: 10 };

/** The first version that does not touch the rules of other networks when it creates one. */
const KEEPS_RULES = '28';

/**
 * Whether an engine removes its isolation for a moment whenever a network is created: Docker Engine up to 27 deletes the
 * jump to DOCKER-ISOLATION-STAGE-1 and inserts it again, and a packet that is retransmitted in between gets through (seen
 * with `nft monitor rules` on 26.1; libnetwork's EnsureJumpRule).
 */
export function reinstallsIsolation({ kind, version }: Pick<Fingerprint, 'kind' | 'version'>): boolean {
  return kind === 'docker' && olderThan(version, KEEPS_RULES);
}

/** The behaviours and requests of a scenario that a new network would affect. */
interface Judging {
  count: number;
  entered?: Promise<void>;
}

let judging: Judging = { count: 0 };
let creating = 0;

/** Does the `work` of a behaviour, while no test process of this run creates a network, where that would affect it. */
export async function withoutNetworkCreation<T>(work: () => Promise<T>): Promise<T> {
  if (!reinstallsIsolation(currentRun().engine)) return work();
  const mine = judging;
  mine.count += 1;
  try {
    // within another behaviour of this process, the mark is set already
    await (mine.entered ??= enter(mine));
    return await work();
  } finally {
    mine.count -= 1;
    if (mine.count === 0) {
      delete mine.entered;
      if (mine === judging) unmark('judging');
    }
  }
}

/** Lets other processes create networks, at the end of a scenario: its requests that are still pending prove nothing. */
export function endJudging(): void {
  if (!reinstallsIsolation(currentRun().engine)) return;
  judging = { count: 0 };
  unmark('judging');
}

/** Does `work`, which creates a network, while no test process of this run runs a behaviour. */
export async function betweenBehaviours<T>(work: () => Promise<T>): Promise<T> {
  if (!reinstallsIsolation(currentRun().engine)) return work();
  creating += 1;
  mark('creating');
  try {
    await untilNone('judging');
    return await work();
  } finally {
    creating -= 1;
    if (creating === 0) unmark('creating');
  }
}

async function enter(mine: Judging): Promise<void> {
  const hasEntered = (): boolean => {
    if (mine !== judging) return true;
    if (others('creating').length > 0) return false;
    mark('judging');
    // another process may have set its mark in between; it checks this one afterwards
    if (others('creating').length === 0) return true;
    unmark('judging');
    return false;
  };
  if (!(await latest(JUDGING_PACE, hasEntered, Boolean))) mark('judging');
}

type Kind = 'judging' | 'creating';

async function untilNone(kind: Kind): Promise<void> {
  await latest(
    CREATION_PACE,
    () => others(kind),
    ({ length }) => length === 0,
  );
}

function folder(): string {
  return sharedPath('network-creation');
}

function markOf(kind: Kind): string {
  return join(folder(), `${kind}-${process.pid}`);
}

function mark(kind: Kind): void {
  mkdirSync(folder(), { recursive: true });
  writeFileSync(markOf(kind), '');
}

function unmark(kind: Kind): void {
  rmSync(markOf(kind), { force: true });
}

/** The pids of other running processes with such a mark. */
function others(kind: Kind): number[] {
  return marks()
    .filter((name) => name.startsWith(`${kind}-`))
    .map((name) => Number(name.slice(kind.length + 1)))
    .filter((pid) => pid !== process.pid && isRunning(pid));
}

function marks(): string[] {
  try {
    return readdirSync(folder());
  } catch {
    return [];
  }
}
