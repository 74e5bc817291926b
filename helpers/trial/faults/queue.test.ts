import { expect, test } from '@jest/globals';
import { type AnyFault, apiFault, hostFault, labFault } from './fault.ts';
import { Queue } from './queue.ts';

const about = { name: '', script: '' };
const one = (name: string, fault: AnyFault, weight: number, suite = 'debian:trixie') => ({
  fault: { ...fault, name },
  weight,
  suite,
});

function taken(prefersFresh: boolean): string[] {
  const queue = new Queue([
    one('api 28', apiFault(about), 9, 'debian:zero'),
    one('host', hostFault(about), 1),
    one('host 28', hostFault(about), 2, 'debian:zero'),
    one('lab', labFault(about), 1),
    one('api', apiFault(about), 2),
  ]);
  const names: string[] = [];
  for (let next = queue.peek(prefersFresh); next; next = queue.peek(prefersFresh)) {
    expect(queue.take(prefersFresh)).toBe(next);
    names.push(next.fault.name);
  }
  return names;
}

test('a lane gets the faults on an intact engine first, suite by suite, or those on engines of their own', () => {
  expect(taken(false)).toEqual(['api', 'lab', 'api 28', 'host 28', 'host']);
  expect(taken(true)).toEqual(['host 28', 'host', 'api', 'lab', 'api 28']);
});
