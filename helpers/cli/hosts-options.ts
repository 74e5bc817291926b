import { parseArgs } from 'node:util';
import { UserError } from '../engine/user-error.ts';
import { type GroupedHost, titleOf } from '../trial/hosts/host.ts';

export const USAGE = `npm run test:hosts [-- OPTIONS] [-- ARGUMENTS of npm start]
  --host WORDS       only the hosts whose name and engine hold these words, with --broken also the fault; may be repeated
  --group NAME       only the hosts of this group; may be repeated
  --broken           broken engines on some of the hosts: each fault must be caught there as on a plain one
  --at-once N        how many hosts are up at a time, 1 by default
  --list             the hosts, and what is set on each
  --checkout FOLDER  the suite of another checkout is run on them
  --report FOLDER    where hosts.json and hosts.md go, report by default`;

export interface HostsTrialOptions {
  readonly host: readonly string[];
  readonly group: readonly string[];
  readonly list: boolean;
  /** Whether engines are broken on hosts, instead of healthy ones. */
  readonly broken: boolean;
  readonly atOnce: number;
  readonly checkout: string;
  readonly report: string;
  /** Passed on to the suite. */
  readonly run: readonly string[];
}

/** Reads the command line. Throws a UserError for an option that is none. */
export function parseHostsOptions(args: readonly string[]): HostsTrialOptions {
  const end = args.indexOf('--');
  try {
    const { values } = parseArgs({
      args: [...(end < 0 ? args : args.slice(0, end))],
      options: {
        host: { type: 'string', multiple: true, default: [] },
        group: { type: 'string', multiple: true, default: [] },
        list: { type: 'boolean', default: false },
        broken: { type: 'boolean', default: false },
        'at-once': { type: 'string', default: '1' },
        checkout: { type: 'string', default: '.' },
        report: { type: 'string', default: 'report' },
      },
    });
    const { 'at-once': atOnce, ...rest } = values;
    if (!/^[1-9]\d?$/.test(atOnce)) throw new Error(`--at-once takes a number from 1 to 99, not "${atOnce}"`);
    return { ...rest, atOnce: Number(atOnce), run: end < 0 ? [] : args.slice(end + 1) };
  } catch (error) {
    throw new UserError(`${(error as Error).message.split(/\.\s/)[0]}; the options are:\n${USAGE}`);
  }
}

/** The hosts that are asked for; all, where none is. Throws a UserError where there is no such host or group. */
export function wantedHosts<Host extends GroupedHost>(
  { host, group }: Pick<HostsTrialOptions, 'host' | 'group'>,
  all: readonly Host[],
): Host[] {
  const groups = [...new Set(all.map((one) => one.group))];
  const unknown = group.find((name) => !groups.includes(name));
  if (unknown !== undefined)
    throw new UserError(`There is no group "${unknown}": the groups are ${groups.join(', ')}.`);
  const wanted = all.filter(
    (one) =>
      (group.length === 0 || group.includes(one.group)) &&
      (host.length === 0 || host.some((words) => titleOf(one).includes(words))),
  );
  if (wanted.length === 0)
    throw new UserError(`There is no host "${host.join('", "')}": npm run test:hosts -- --list names them.`);
  return wanted;
}
