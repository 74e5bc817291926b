import { runInNewContext } from 'node:vm';
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

test('a list includes a member, or excludes it', () => {
  const addresses = fact('the addresses of nginx', ['127.0.0.1']);
  expect(() => addresses.includes('127.0.0.1')).not.toThrow();
  expect(() => addresses.excludes('172.18.0.2')).not.toThrow();
  expect(() => addresses.includes('172.18.0.2')).toThrow("expected: including '172.18.0.2'\nobserved: [ '127.0.0.1' ]");
  expect(() => addresses.excludes('127.0.0.1')).toThrow("expected: anything without '127.0.0.1'");
});

test('a predicate is judged in words, and the observed value is in the evidence', () => {
  const addresses = fact('the addresses of nginx', ['127.0.0.1']);
  expect(() => addresses.satisfies('one address', ({ length }) => length === 1)).not.toThrow();
  expect(() => addresses.satisfies('two addresses', ({ length }) => length === 2)).toThrow(
    "the addresses of nginx\nexpected: two addresses\nobserved: [ '127.0.0.1' ]",
  );
});

test('null, undefined and the empty text are three things', () => {
  expect(() => fact<unknown>('its options', undefined).is(null)).toThrow('observed: undefined');
  expect(() => fact<unknown>('its options', '').is(null)).toThrow("observed: ''");
});

test('arrays and objects from another realm, such as what Node itself makes inside Jest, are equal to ours', () => {
  const ours = { Name: 'net', Options: { mtu: '1500' }, Labels: null, Config: [{ Subnet: '172.18.0.0/16' }, []] };
  const theirs: unknown = runInNewContext(`(${JSON.stringify(ours)})`);
  expect(theirs).not.toBeInstanceOf(Object);
  expect(() => fact<unknown>('the network', theirs).is(ours)).not.toThrow();
  expect(() => fact<unknown>('the network', ours).is(theirs)).not.toThrow();
  expect(() => fact<unknown>('the network', theirs).isNot(ours)).toThrow('expected: anything but { Name: ');
});

test('what differs in another realm differs all the same', () => {
  const theirs: unknown = runInNewContext("({ Config: ['172.18.0.0/16'] })");
  expect(() => fact<unknown>('the network', theirs).is({ Config: ['172.19.0.0/16'] })).toThrow(
    "observed: { Config: [ '172.18.0.0/16' ] }",
  );
  expect(() => fact<unknown>('the network', theirs).is({ Config: { 0: '172.18.0.0/16' } })).toThrow(/^the network\n/);
});
