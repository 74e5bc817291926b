import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { checkStack } from './check-stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'dnc-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a draft without a place is refused before an engine is looked for', async () => {
  const file = join(folder, 'network-policy.yaml');
  writeFileSync(file, '');
  await expect(checkStack({ policy: file, write: true })).rejects.toThrow('is there already: name another file');
  await expect(checkStack({ policy: join(file, 'inside.yaml'), write: true })).rejects.toThrow(
    `The folder ${file} cannot be written to (there is a file of that name): name another file for the draft.`,
  );
  expect(statSync(file).size).toBe(0);
});
