import type { Fingerprint } from '../../engine/identify.ts';
import type { ResultTest } from '../ctrf.ts';
import { hasRepro, reproScript } from '../repro.ts';

/** The parts of the shell script that reproduces a behaviour, in their order; what many behaviours share is one. */
export function reproParts(test: ResultTest, engine: Pick<Fingerprint, 'name' | 'version'>): readonly string[] {
  return hasRepro(test) ? reproScript(test, engine).parts : [];
}

/** The script as a whole. */
export function reproText(test: ResultTest, engine: Pick<Fingerprint, 'name' | 'version'>): string {
  return hasRepro(test) ? reproScript(test, engine).text : '';
}
