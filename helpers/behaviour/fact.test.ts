import { expect, test } from '@jest/globals';
import { fact } from './fact.ts';

test('a fact that holds says nothing', () => {
  expect(() => fact('its networks', ['none']).is(['none'])).not.toThrow();
  expect(() => fact('its subnet', '172.18.0.0/16').isNot('172.19.0.0/16')).not.toThrow();
});

test('a fact that does not hold is a broken promise, which names the thing, the expected and the observed', () => {
  expect(() => fact('its networks', ['bridge']).is(['none'])).toThrow(
    expect.objectContaining({
      name: 'PromiseBroken',
      message: "its networks\nexpected: [ 'none' ]\nobserved: [ 'bridge' ]",
    }),
  );
});

test('what must differ, and is the same, is a broken promise', () => {
  expect(() => fact('its port', [80]).isNot([80])).toThrow('expected: anything but [ 80 ]');
});

test('null, undefined and the empty text are three things', () => {
  expect(() => fact<unknown>('its options', undefined).is(null)).toThrow('observed: undefined');
  expect(() => fact<unknown>('its options', '').is(null)).toThrow("observed: ''");
});
