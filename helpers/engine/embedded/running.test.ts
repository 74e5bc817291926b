import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { recordedLife } from './running.ts';

const RUNNING = fileURLToPath(new URL('./running.ts', import.meta.url));

/** The lifetime that another process would record for a shared engine. */
function recordedElsewhere(env: NodeJS.ProcessEnv): string {
  const program = `import(${JSON.stringify(RUNNING)}).then(({ recordedLife }) => process.stdout.write(recordedLife('shared')))`;
  return execFileSync(process.execPath, ['-e', program], { env, encoding: 'utf8' });
}

test('a shared engine is for the process that started it and for those that this one starts', () => {
  const recorded = recordedLife('shared');
  expect(recordedLife('shared')).toBe(recorded);
  expect(recordedElsewhere(process.env)).toBe(recorded);
  const { CONFORMANCE_SHARED_BY: _, ...unrelated } = process.env;
  expect(recordedElsewhere(unrelated)).not.toBe(recorded);
});

test('every other lifetime is recorded as it is', () => {
  expect([recordedLife('own'), recordedLife('detached')]).toEqual(['own', 'detached']);
});
