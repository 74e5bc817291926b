import type { Outcome } from './outcome.ts';

/** Every outcome since the journal was last taken: the evidence of the behaviour that is running. */
let journal: Outcome[] = [];

/** Writes an outcome into the journal, and gives it back. */
export function journaled<O extends Outcome>(outcome: O): O {
  journal.push(outcome);
  return outcome;
}

/** Takes what was asked since the last time. */
export function takeJournal(): Outcome[] {
  const taken = journal;
  journal = [];
  return taken;
}
