import { expect, jest, test } from '@jest/globals';
import { judgeAndRestore, restoring } from './restoring.ts';

const stuck = (): Promise<void> => Promise.reject(new Error('stuck'));

/** Judges while something is changed. */
function whileChanged(restore: () => Promise<void>, judge: () => Promise<void>): Promise<void> {
  return judgeAndRestore(async () => {
    await using _ = restoring(restore);
    await judge();
  });
}

test('the change is restored after the judge', async () => {
  const order: string[] = [];
  await whileChanged(
    async () => void order.push('restored'),
    async () => void order.push('judged'),
  );
  expect(order).toEqual(['judged', 'restored']);
});

test('the change is restored after a broken promise, too', async () => {
  const restore = jest.fn(async () => undefined);
  const broken = new Error('broken');
  await expect(whileChanged(restore, () => Promise.reject(broken))).rejects.toBe(broken);
  expect(restore).toHaveBeenCalledTimes(1);
});

test("the judge's error wins over the error of a failed restore", async () => {
  const broken = new Error('broken');
  await expect(whileChanged(stuck, () => Promise.reject(broken))).rejects.toBe(broken);
});

test('a failed restore alone is an error, of this judge and not of the next one', async () => {
  await expect(whileChanged(stuck, async () => undefined)).rejects.toThrow('stuck');
  await expect(judgeAndRestore(async () => undefined)).resolves.toBeUndefined();
});
