import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import { endJudging } from '../engine/network-creation.ts';
import { currentRun } from '../engine/run.ts';
import { NotSupportedHere } from '../engine/unsupported.ts';
import { timed } from '../engine/timing.ts';
import {
  type Declaration,
  type Declarations,
  attempt,
  checkDeclarations,
  compose,
  engineHost,
  existing,
  grafana,
  hostPorts,
  lanHost,
  listener,
  network,
  networkOf,
  networkPlugin,
  nginx,
  service,
} from './declare.ts';
import type { Member, MemberOf } from './member.ts';
import { obstacleTo } from './obstacles.ts';
import { socketTables } from './socket-tables.ts';
import { type StartedScenario, startScenario } from './start.ts';

/** It contains the wait of a new network for the behaviours of other spec files. */
const START_LIMIT_MS = 150_000;
const REMOVE_LIMIT_MS = 60_000;

const builders = {
  network,
  networkOf,
  nginx,
  grafana,
  attempt,
  hostPorts,
  engineHost,
  lanHost,
  networkPlugin,
  listener,
  service,
  compose,
  existing,
};

/** The members of a running scenario, by the names of their declarations. */
export type World<D> = { readonly [K in keyof D]: MemberOf<D[K]> };

/** A scenario of this spec file: its declarations and members. */
interface OpenScenario {
  readonly declarations: Declarations;
  /** When its start began, in ms since the epoch. */
  since: number;
  /** The sockets of this process's host before its start. */
  socketsBefore: string;
  /** Its members, once all of them run. */
  members: Readonly<Record<string, Member>> | undefined;
}

let open: OpenScenario | undefined;

/** The scenario of the current behaviour, for its report. */
export function openScenario(): OpenScenario | undefined {
  return open;
}

/**
 * Declares the networks, containers and hosts of the behaviours in the same `describe`. They are started before the first
 * behaviour, and removed after the last. The members of the returned world can be used inside a behaviour.
 */
export function scenario<D extends Record<string, Declaration>>(declare: (build: typeof builders) => D): World<D> {
  const declarations = declare(builders);
  checkDeclarations(declarations);
  const mine: OpenScenario = { declarations, since: 0, socketsBefore: '', members: undefined };
  let started: StartedScenario | undefined;
  beforeAll(async () => {
    open = mine;
    mine.since = Date.now();
    mine.socketsBefore = process.platform === 'linux' ? socketTables() : '';
    const starting = startScenario(declarations, `dnc-${currentRun().id}-${randomBytes(2).toString('hex')}`);
    started = starting;
    mine.members = await timed('start', () => starting.members);
  }, START_LIMIT_MS);
  // also where the start failed or timed out
  afterAll(async () => {
    open = undefined;
    endJudging();
    await timed('removal', async () => started?.remove());
  }, REMOVE_LIMIT_MS);
  return worldOf(mine, Object.keys(declarations)) as World<D>;
}

function worldOf(of: OpenScenario, names: readonly string[]): Record<string, Member> {
  const member = (name: string): Member => {
    const found = of.members?.[name];
    const obstacle = found ? undefined : obstacleTo(of.declarations[name] as Declaration, currentRun().engine);
    if (obstacle) throw new NotSupportedHere(obstacle);
    if (!found) throw new Error(`"${name}" is not running yet: use the world inside a behaviour, not in its describe`);
    return found;
  };
  return Object.defineProperties(
    {},
    Object.fromEntries(names.map((name) => [name, { enumerable: true, get: () => member(name) }])),
  );
}
