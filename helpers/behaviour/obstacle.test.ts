import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ForwardDrop } from '../engine/surroundings.ts';
import { NotSupportedHere } from '../engine/unsupported.ts';
import type { Answer } from '../probe/outcome.ts';
import type { Difference } from './differences/difference.ts';
import { ControlFailed, type Failure, type ProbeFailure } from './failure.ts';
import { obstacleOf } from './obstacle.ts';

const handed = process.env['CONFORMANCE_RUN'];

/** A host whose firewall has such a chain, or none. */
function onHost(surroundings: { readonly forwardDrop?: ForwardDrop }): void {
  process.env['CONFORMANCE_RUN'] = JSON.stringify({ engine: { surroundings } });
}

beforeEach(() => onHost({ forwardDrop: { chain: 'inet filter forward', verdict: 'drop' } }));

afterAll(() => {
  if (handed === undefined) delete process.env['CONFORMANCE_RUN'];
  else process.env['CONFORMANCE_RUN'] = handed;
});

const page = (name: string, observed: Answer): ProbeFailure => ({
  kind: 'probe',
  from: { kind: 'container', name: 'peer' },
  request: { kind: 'page', url: `http://${name}` },
  expected: { kind: 'refused' },
  observed,
  evidence: { command: `curl http://${name}` },
  tookMs: 10_000,
});

const fact = (subject: string, observed: unknown): Failure => ({ kind: 'fact', subject, expected: '', observed });

const silence = page('web', { kind: 'timed out', limitMs: 10_000 });
const rejected = page('web', { kind: 'unreachable', what: 'prohibited' });
const refused = page('web', { kind: 'refused' });
const oldSubnet = fact('the subnet', '198.18.1');

const keepsSubnet: Difference = {
  id: 'compose.network-changed',
  engine: 'docker',
  instead: 'the network keeps its old subnet',
  seen: [{ fact: 'the subnet', observed: '*' }],
  evidence: 'https://github.com/docker/compose/issues/9203',
};
const isSilent: Difference = {
  ...keepsSubnet,
  seen: [{ request: 'from peer: GET http://web', observed: 'timed out' }],
};

/** The need that explains the failures, if one does. */
const needOf = (failures: readonly Failure[], known?: Difference, error?: unknown): string | undefined =>
  obstacleOf(failures, error, known)?.need;

describe('a chain of the user that drops forwarded packets', () => {
  test.each<[string, readonly Failure[], string | undefined]>([
    ['explains a request without an answer', [silence], 'host-forwards'],
    ['explains a rejected request', [rejected], 'host-forwards'],
    ['explains a fact that follows from it', [silence, oldSubnet], 'host-forwards'],
    ['explains no fact before it', [oldSubnet, silence], undefined],
    ['explains no other outcome', [silence, refused], undefined],
    ['explains nothing where nothing failed', [], undefined],
  ])('%s', (_, failures, need) => expect(needOf(failures)).toBe(need));

  test('explains a control without an answer', () => {
    expect(needOf([], undefined, new ControlFailed(silence))).toBe('host-forwards');
    expect(needOf([], undefined, new ControlFailed(refused))).toBeUndefined();
  });

  test('explains a refused request where it rejects packets', () => {
    onHost({ forwardDrop: { chain: 'inet filter forward', verdict: 'reject' } });
    expect(needOf([refused])).toBe('host-forwards');
    expect(obstacleOf([refused], undefined, undefined)?.evidence).toBe(
      "the user's nftables chain inet filter forward rejects forwarded packets (from peer: GET http://web)",
    );
  });

  test('explains nothing on a host without one', () => {
    onHost({});
    expect(needOf([silence])).toBeUndefined();
  });
});

describe('beside a known difference, which shows on any host', () => {
  test.each<[string, readonly Failure[], string | undefined]>([
    ['a request without an answer is explained', [oldSubnet, silence], 'host-forwards'],
    ['the difference alone needs no explanation', [oldSubnet], undefined],
    ['another fact before the request is not explained', [fact('the driver', 'macvlan'), silence], undefined],
    ['one fact more than the difference names is not explained', [oldSubnet, oldSubnet, silence], undefined],
    ['another outcome is not explained', [oldSubnet, silence, refused], undefined],
  ])('%s', (_, failures, need) => expect(needOf(failures, keepsSubnet)).toBe(need));

  test('the evidence names the request, not the fact', () => {
    expect(obstacleOf([oldSubnet, silence], undefined, keepsSubnet)?.evidence).toBe(
      "the user's nftables chain inet filter forward drops forwarded packets (from peer: GET http://web)",
    );
  });

  test('a control without an answer is explained', () => {
    expect(needOf([oldSubnet], keepsSubnet, new ControlFailed(silence))).toBe('host-forwards');
    expect(needOf([oldSubnet], undefined, new ControlFailed(silence))).toBeUndefined();
  });

  test('what the scenario finds to be missing is the reason', () => {
    const missing = new NotSupportedHere({ need: 'host-accepts-lan' });
    expect(needOf([oldSubnet], keepsSubnet, missing)).toBe('host-accepts-lan');
    expect(needOf([oldSubnet], undefined, missing)).toBeUndefined();
  });

  test('silence that the difference names may be due to the host', () => {
    expect(needOf([silence], isSilent)).toBe('host-forwards');
  });
});
