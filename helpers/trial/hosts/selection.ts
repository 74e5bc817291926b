import { unknownName } from '../../engine/suggest.ts';
import { UserError } from '../../engine/user-error.ts';
import { type GroupedHost, titleOf } from './host.ts';

/** The options of the trial of hosts. */
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

/** The selected hosts; all without a selection. Throws a UserError for an unknown host or group. */
export function wantedHosts<Host extends GroupedHost>(
  { host, group }: Pick<HostsTrialOptions, 'host' | 'group'>,
  all: readonly Host[],
): Host[] {
  const groups = [...new Set(all.map((one) => one.group))];
  const unknown = group.find((name) => !groups.includes(name));
  if (unknown !== undefined)
    throw new UserError(unknownName('group of hosts', unknown, groups, `the groups are ${groups.join(', ')}`));
  const wanted = all.filter(
    (one) =>
      (group.length === 0 || group.includes(one.group)) &&
      (host.length === 0 || host.some((words) => titleOf(one).includes(words))),
  );
  if (wanted.length > 0) return wanted;
  const [words = ''] = host;
  const names = [...new Set(all.map(({ name }) => name))];
  throw new UserError(unknownName('host', words, names, 'npm run test:hosts -- --list names them'));
}
