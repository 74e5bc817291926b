import { joinedWithAnd } from '../../engine/joined-with-and.ts';
import { similarNames } from '../../engine/suggest.ts';
import { UserError } from '../../engine/user-error.ts';

/** How many names an error lists. */
const LIMIT = 12;

/** The error for what a scenario takes as existing, and the engine does not have, with the names that there are. */
export function notThere(name: string, what: string, word: string, known: readonly string[]): UserError {
  const names = [...new Set(known)].toSorted();
  const [meant] = similarNames(word, names);
  const more = names.length > LIMIT ? `, and ${names.length - LIMIT} more` : '';
  const there =
    names.length === 0
      ? 'there is none at all'
      : `there ${names.length === 1 ? 'is' : 'are'} ${joinedWithAnd(names.slice(0, LIMIT))}${more}`;
  const remedy = meant === undefined ? 'start it, or correct the name.' : `did you mean ${meant}?`;
  return new UserError(`"${name}" is ${what}, which the engine does not have (${there}): ${remedy}`);
}
