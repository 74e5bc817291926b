import { guide } from './guide.ts';
import { reachability } from './reachability.ts';
import { rootless } from './rootless.ts';
import type { Difference } from './difference.ts';
import { names } from './names.ts';

/** Everything that is known of engines that do something else, by chapter of the specs. */
export const differences: readonly Difference[] = [...rootless, ...guide, ...names, ...reachability];
