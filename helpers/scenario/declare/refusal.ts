import { UserError } from '../../engine/user-error.ts';

/** The error of a scenario with contradictory declarations; `what` continues "The scenario". */
export function refusal(what: string): UserError {
  return new UserError(`The scenario ${what}.`);
}
