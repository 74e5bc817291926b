import { readFileSync, statSync } from 'node:fs';
import { validate } from 'ctrf';
import { UserError, errorCode, errorText } from '../engine/user-error.ts';
import { verdicts } from '../behaviour/verdict.ts';
import { type ResultTest, type Results, SCHEMA } from './ctrf.ts';
import { printable } from './terminal.ts';

/** The name of a chapter, and the id of a behaviour. */
const NAME = /^\w[\w-]*(\.[\w-]+)*$/;

/** The largest results that are read: those of 300 behaviours take 5 MB. */
const SIZE_LIMIT_MB = 64;

/**
 * The results in a file that a run of this suite wrote, here or on another machine. Throws a UserError where there is
 * none, where the file is truncated, or where it is something else.
 */
export function readResults(file: string): Results {
  const found = parsed(file);
  const { valid, errors } = validate(found);
  const [first] = errors;
  if (!valid)
    throw refusal(
      file,
      `is not a report in the Common Test Report Format (${first ? `${first.path ?? ''} ${first.message}`.trim() : 'invalid'})`,
    );
  const results = found as Results;
  const { schema, engine } = (results.results.environment?.extra ?? {}) as { schema?: unknown; engine?: unknown };
  if (results.results.tool.name !== 'docker-network-conformance')
    throw refusal(file, `is a report of ${JSON.stringify(results.results.tool.name)}, not of this suite`);
  if (schema !== SCHEMA) throw otherSchema(file, schema);
  if (!isEngine(engine)) throw refusal(file, 'does not name its engine');
  if (![results.results.summary.start, results.results.summary.stop].every(isTime))
    throw refusal(file, 'has no time of its run');
  if (!results.results.tests.every(isBehaviour))
    throw refusal(file, 'has a behaviour without its name, its verdict or its evidence');
  return results;
}

function parsed(file: string): unknown {
  try {
    const { size } = statSync(file);
    if (size > SIZE_LIMIT_MB * 1_000_000)
      throw refusal(file, `has ${Math.round(size / 1_000_000)} MB, and results have at most ${SIZE_LIMIT_MB} MB`);
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof SyntaxError) throw refusal(file, `is not JSON, or truncated (${errorText(error)})`);
    throw new UserError(`${file} cannot be read (${String(errorCode(error))}): name the results.json of a run.`);
  }
}

function isEngine(engine: unknown): boolean {
  const { kind, name, version, source, options } = (engine ?? {}) as Record<string, unknown>;
  return (
    [kind, name, version, source].every((word) => typeof word === 'string' && word !== '') &&
    Array.isArray(options) &&
    options.every((option) => typeof option === 'string')
  );
}

/** Whether this is a time of JavaScript's, in ms since the epoch. */
function isTime(ms: number): boolean {
  return !Number.isNaN(new Date(ms).getTime());
}

function isBehaviour({ extra }: { extra?: Partial<ResultTest['extra']> }): boolean {
  return (
    // they become names of files
    [extra?.id, extra?.chapter].every((name) => typeof name === 'string' && NAME.test(name)) &&
    verdicts.some((known) => known === extra?.verdict) &&
    [extra?.evidence, extra?.standIns].every(Array.isArray)
  );
}

/** Results of another schema are not converted: the facts that this version reads are not in them. */
function otherSchema(file: string, schema: unknown): UserError {
  if (typeof schema === 'number' && schema > SCHEMA)
    return new UserError(
      `${file} is of a newer version of this suite (schema ${schema}, this one reads ${SCHEMA}): update it.`,
    );
  const found = typeof schema === 'number' ? `schema ${schema}` : 'no schema';
  return new UserError(
    `${file} is of an older version of this suite (${found}, this one reads ${SCHEMA}): run the engine again with this version.`,
  );
}

function refusal(file: string, what: string): UserError {
  return new UserError(`${file} ${printable(what)}: name the results.json of a run, or run the suite again.`);
}
