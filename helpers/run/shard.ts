import type { CatalogueEntry } from '../behaviour/catalogue.ts';
import type { Shard } from '../engine/run.ts';
import { UserError } from '../engine/user-error.ts';

/** Parses the value of `--shard`, such as `1/4`. Throws a UserError for anything else. */
export function parseShard(value: string): Pick<Shard, 'index' | 'count'> {
  const [, index, count] = (/^(\d{1,3})\/(\d{1,3})$/.exec(value) ?? []).map(Number);
  if (!index || !count || index > count)
    throw new UserError(`"${value}" is no part of a run: give its number and how many there are, such as --shard 1/4.`);
  return { index, count };
}

/**
 * The behaviours of one part of a run: a spec file stays whole, because its behaviours share scenarios, and each part gets
 * about as many behaviours. The same entries are always divided in the same way.
 */
export function shardOf<Entry extends CatalogueEntry>(
  entries: readonly Entry[],
  { index, count }: Pick<Shard, 'index' | 'count'>,
): readonly Entry[] {
  const files = [...Map.groupBy(entries, ({ file }) => file)];
  const parts = Array.from({ length: count }, () => ({ size: 0, files: new Set<string>() }));
  for (const [file, inside] of files.toSorted(([, one], [, other]) => other.length - one.length)) {
    const [least] = parts.toSorted((one, other) => one.size - other.size);
    if (!least) continue;
    least.size += inside.length;
    least.files.add(file);
  }
  const part = parts[index - 1];
  if (!part || part.files.size === 0)
    throw new UserError(
      `There are ${files.length} spec files to run, so that part ${index} of ${count} is empty: use fewer parts.`,
    );
  return entries.filter(({ file }) => part.files.has(file));
}
