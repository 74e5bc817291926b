import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint } from '../endpoint.ts';
import { holderOf } from '../lock.ts';
import { cacheFolder } from './cache.ts';
import { slotFolder, socketOf } from './slot.ts';

/** A running embedded engine. */
export interface Instance {
  /** `trixie-0`: the suite, and the number among its running engines. */
  readonly name: string;
  readonly suite: string;
  /** The process whose network namespace is the engine's host. */
  readonly pid: number;
  readonly endpoint: Endpoint;
}

/**
 * The lifetime of an engine, and who may use it. `own`: it ends with the process that started it, which alone uses it.
 * `shared`: the processes that this one starts use it as well, and no others, since a trial may break it. `detached`: it
 * runs until `npm run engine -- down`, and any process may use it.
 */
export type Life = 'own' | 'shared' | 'detached';

/** The embedded engines that are running. */
export function runningInstances(): Instance[] {
  const engines = cacheFolder('engines');
  if (!existsSync(engines)) return [];
  return readdirSync(engines).flatMap((name) => {
    const holder = holderOf(join(engines, name, 'lock'));
    if (!holder || !existsSync(socketOf(name))) return [];
    const suite = readSlotFile(name, 'engine') ?? '';
    return [{ name, suite, pid: Number(holder.split('/')[1]), endpoint: endpointOf(name, suite) }];
  });
}

/**
 * The running engine of a suite that this process may use, if there is one; a shared one comes before a detached one. Of
 * several shared ones, it is the one that `sharingOnly` names.
 */
export function sharedInstance(suite: string): Instance | undefined {
  const only = process.env[SHARED_ENGINE];
  const isMeant = ({ name }: Instance): boolean => only === undefined || name === only;
  const instances = runningInstances().filter((instance) => instance.suite === suite && isMeant(instance));
  const withLife = (life: string): Instance | undefined => instances.find((instance) => lifeOf(instance) === life);
  return withLife(sharedBy(process.env[SHARED_BY])) ?? withLife('detached');
}

/** The variable by which a process lets those that it starts use its shared engines. */
const SHARED_BY = 'CONFORMANCE_SHARED_BY';

/** The variable that names the engine to use, where a process shares several of one suite. */
const SHARED_ENGINE = 'CONFORMANCE_SHARED_ENGINE';

/** The environment variables of a process that uses this engine and no other one of its suite. */
export function sharingOnly({ name }: Pick<Instance, 'name'>): Record<string, string> {
  return { [SHARED_ENGINE]: name };
}

/** What the folder of a new engine says of its lifetime: for a shared engine, also who shares it. */
export function recordedLife(life: Life): string {
  if (life !== 'shared') return life;
  process.env[SHARED_BY] ??= randomUUID();
  return sharedBy(process.env[SHARED_BY]);
}

function sharedBy(token: string | undefined): string {
  return `shared by ${token}`;
}

/** The engines that `npm run engine -- up` started. */
export function detachedInstances(): Instance[] {
  return runningInstances().filter((instance) => lifeOf(instance) === 'detached');
}

function lifeOf({ name }: Instance): string {
  return readSlotFile(name, 'life') ?? 'own';
}

/** The content of a file in the folder of an engine. */
function readSlotFile(name: string, what: 'life' | 'engine'): string | undefined {
  const file = join(slotFolder(name), what);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** The endpoint of the engine in a slot. */
export function endpointOf(name: string, suite: string): Endpoint {
  return { dockerHost: `unix://${socketOf(name)}`, source: `embedded ${suite}`, suite };
}
