import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { fact, nonEmpty, reported } from './fact.ts';

test('a fact that holds throws nothing', () => {
  expect(() => fact('the networks', ['none']).is(['none'])).not.toThrow();
  expect(() => fact('the subnet', '172.18.0.0/16').isNot('172.19.0.0/16')).not.toThrow();
});

test('a fact that does not hold is a broken promise with its subject, expectation and observation', () => {
  expect(() => fact('the networks', ['bridge']).is(['none'])).toThrow(
    expect.objectContaining({
      name: 'PromiseBroken',
      message: "the networks\nexpected: [ 'none' ]\nobserved: [ 'bridge' ]",
    }),
  );
});

test('an equal value that must differ is a broken promise', () => {
  expect(() => fact('the port', [80]).isNot([80])).toThrow('expected: anything but [ 80 ]');
});

test('a list includes a member, or excludes it', () => {
  const addresses = fact('the addresses of nginx', ['127.0.0.1']);
  expect(() => addresses.includes('127.0.0.1')).not.toThrow();
  expect(() => addresses.excludes('172.18.0.2')).not.toThrow();
  expect(() => addresses.includes('172.18.0.2')).toThrow("expected: including '172.18.0.2'\nobserved: [ '127.0.0.1' ]");
  expect(() => addresses.excludes('127.0.0.1')).toThrow("expected: anything without '127.0.0.1'");
});

test('a failed predicate reports its description and the observed value', () => {
  const addresses = fact('the addresses of nginx', ['127.0.0.1']);
  expect(() => addresses.satisfies('one address', ({ length }) => length === 1)).not.toThrow();
  expect(() => addresses.satisfies('two addresses', ({ length }) => length === 2)).toThrow(
    "the addresses of nginx\nexpected: two addresses\nobserved: [ '127.0.0.1' ]",
  );
});

describe('an expectation that holds because its value is missing or empty is an error', () => {
  const missing = undefined as string | undefined;
  test.each<[string, () => void]>([
    ['a missing member that a list excludes', () => fact('x', ['a']).excludes('')],
    ['a member that an empty list excludes', () => fact('x', [] as string[]).excludes('a')],
    ['a missing member that a list includes', () => fact('x', ['']).includes('')],
    ['a missing value that differs from another', () => fact('x', missing).isNot('a')],
    ['an empty text that differs from another', () => fact('x', '').isNot('a')],
    ['a value that differs from a missing one', () => fact<string | undefined>('x', 'a').isNot(missing)],
    ['two missing values', () => fact('x', missing).is(missing)],
    [
      'a predicate of every member of none',
      () => fact('x', [] as number[]).satisfies('ports', (all) => all.every(Boolean)),
    ],
    ['a predicate of a missing value', () => fact('x', missing).satisfies('no address', (value) => value !== 'a')],
    ['a loop over an empty list', () => nonEmpty('x', [])],
  ])('%s', (_, expectation) => {
    expect(expectation).toThrow(
      expect.objectContaining({ name: 'ProbeError', message: expect.stringMatching(/^x: /) }),
    );
  });

  test.each<[string, () => void]>([
    ['an empty list that must be empty', () => fact('x', [] as string[]).is([])],
    ['an empty text that must be empty', () => fact('x', '').is('')],
    ['a value that must not be empty', () => fact('x', 'a').isNot('')],
    ['a list that must not be empty', () => fact('x', ['a']).isNot([])],
  ])('but not %s', (_, expectation) => {
    expect(expectation).not.toThrow();
  });

  test('a value that must be there and is not is a broken promise', () => {
    expect(reported('the gateway', '172.18.0.1')).toBe('172.18.0.1');
    expect(() => reported('the gateway', '')).toThrow(expect.objectContaining({ name: 'PromiseBroken' }));
  });

  test('an empty value that should not be empty is a broken promise', () => {
    expect(() => fact('x', '').isNot('')).toThrow(expect.objectContaining({ name: 'PromiseBroken' }));
    expect(() => fact('x', [] as string[]).includes('a')).toThrow(expect.objectContaining({ name: 'PromiseBroken' }));
  });
});

test('null, undefined and the empty text are different values', () => {
  expect(() => fact<unknown>('the options', undefined).is(null)).toThrow('observed: undefined');
  expect(() => fact<unknown>('the options', '').is(null)).toThrow("observed: ''");
});

test('equal arrays and objects from another realm, as Node creates them inside Jest, are equal', () => {
  const ours = { Name: 'net', Options: { mtu: '1500' }, Labels: null, Config: [{ Subnet: '172.18.0.0/16' }, []] };
  const theirs: unknown = runInNewContext(`(${JSON.stringify(ours)})`);
  expect(theirs).not.toBeInstanceOf(Object);
  expect(() => fact<unknown>('the network', theirs).is(ours)).not.toThrow();
  expect(() => fact<unknown>('the network', ours).is(theirs)).not.toThrow();
  expect(() => fact<unknown>('the network', theirs).isNot(ours)).toThrow('expected: anything but { Name: ');
});

test('different values from another realm are different', () => {
  const theirs: unknown = runInNewContext("({ Config: ['172.18.0.0/16'] })");
  expect(() => fact<unknown>('the network', theirs).is({ Config: ['172.19.0.0/16'] })).toThrow(
    "observed: { Config: [ '172.18.0.0/16' ] }",
  );
  expect(() => fact<unknown>('the network', theirs).is({ Config: { 0: '172.18.0.0/16' } })).toThrow(/^the network\n/);
});
