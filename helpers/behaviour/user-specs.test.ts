import { afterEach, expect, test } from '@jest/globals';
import { isBehaviourId } from './chapters.ts';
import { promiseId, useSpecsOf } from './user-specs.ts';

afterEach(() => {
  delete process.env['CONFORMANCE_SPECS'];
  delete process.env['CONFORMANCE_SPECS_NAMED'];
});

const LONG = 'A container on another network reaches neither nginx nor Grafana';

test('the id of a promise is made of its spec and its sentence', () => {
  useSpecsOf('/shop/network-tests');
  expect(promiseId('/shop/network-tests/shop.spec.ts', 'web reaches db')).toBe('shop.web-reaches-db');
  expect(promiseId('/shop/network-tests/back/db.spec.js', 'db is alone')).toBe('back-db.db-is-alone');
});

test.each([LONG, 'データベースは孤立している', '!!!', 'x'.repeat(500)])('every sentence has an id: %s', (sentence) => {
  useSpecsOf('/shop');
  const id = promiseId('/shop/shop.spec.ts', sentence);
  expect(isBehaviourId(id)).toBe(true);
  expect(promiseId('/shop/shop.spec.ts', `${sentence}.`)).not.toBe(id);
});
