import { expect, test } from '@jest/globals';
import { figure, medianOf, takeFigures } from './figures.ts';

test('figures are those of one behaviour, in whole numbers', () => {
  figure('creating a network', 64.4, 'ms');
  expect(takeFigures()).toEqual([{ name: 'creating a network', value: 64, unit: 'ms' }]);
  expect(takeFigures()).toEqual([]);
});

test('the median is the middle one, by size', () => {
  expect([medianOf([9, 100, 10]), medianOf([2, 1]), medianOf([])]).toEqual([10, 2, Number.NaN]);
});
