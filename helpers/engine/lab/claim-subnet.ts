import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedPath } from '../run.ts';
import { errorCode } from '../user-error.ts';

/**
 * Whether a subnet was not used in this run before: several test processes choose at the same moment, and a route appears
 * only a moment after its subnet was chosen.
 */
export function claimSubnet(v4: string): boolean {
  const folder = sharedPath('subnets');
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(join(folder, v4.replace('/', '-')), '', { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}
