import { expect, jest, test } from '@jest/globals';
import { puttingBack } from './putting-back.ts';

const stuck = (): Promise<void> => Promise.reject(new Error('stuck'));

test('what was changed is changed back after the judging', async () => {
  const order: string[] = [];
  await puttingBack(
    async () => void order.push('back'),
    async () => void order.push('judged'),
  );
  expect(order).toEqual(['judged', 'back']);
});

test('a broken promise is told, and the world put back all the same', async () => {
  const back = jest.fn(async () => undefined);
  const broken = new Error('broken');
  await expect(puttingBack(back, () => Promise.reject(broken))).rejects.toBe(broken);
  expect(back).toHaveBeenCalledTimes(1);
});

test('a broken promise is told though the world cannot be put back', async () => {
  const broken = new Error('broken');
  await expect(puttingBack(stuck, () => Promise.reject(broken))).rejects.toBe(broken);
  await expect(puttingBack(stuck, async () => undefined)).rejects.toThrow('stuck');
});
