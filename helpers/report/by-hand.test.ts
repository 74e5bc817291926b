import { describe, expect, test } from '@jest/globals';
import { type Repro, noRepro } from '../scenario/repro/script.ts';
import { byHand, byHandText, withoutResults } from './by-hand.ts';
import { HOSTILE, finding, resultsOf } from './example.ts';

const FILE = 'report/results.json';

const repro: Repro = {
  ...noRepro,
  steps: [{ lines: ['docker exec repro-web curl http://grafana:3000'], expected: [] }],
};

const lab = { need: 'lab', requires: 'engines on two hosts', evidence: 'there is one', remedy: 'start another' };

const about = (some: Parameters<typeof finding>[0]) => byHand('bridge.alias-resolves', FILE, resultsOf(finding(some)));

describe('by hand, a behaviour', () => {
  test('has the script of the saved run', () => {
    const { sentences, script } = about({ repro });
    expect(sentences).toEqual([`The script for Docker Engine 28.5.2, as in ${FILE}.`]);
    expect(script).toContain('\ndocker exec repro-web curl http://grafana:3000\n');
  });

  test('has what its script needs', () => {
    const hosts = [{ name: 'manager', engine: {} }, { name: 'outside' }];
    expect(about({ repro: { ...repro, hosts } }).sentences[1]).toBe(
      'It needs engines on separate hosts (manager), and ends with the variables to set where there are none.',
    );
    expect(about({ repro: { ...repro, lanHost: 'outside' } }).sentences[1]).toBe(
      "It needs root on the engine's own host, to which it connects the LAN host outside.",
    );
  });

  test.each([
    [{ verdict: 'unsupported', unmet: [lab] }, 'the behaviour requires engines on two hosts.'],
    [{ verdict: 'error' }, 'as nothing was sent in report/results.json: run npm start -- --engine debian:forky'],
    [
      { id: 'bridge.other' },
      'does not have it: run npm start -- --engine debian:forky --behaviour bridge.alias-resolves',
    ],
    [{}, 'sends nothing that a person could send'],
  ] as const)('%j has no script, and why', (some, sentence) => {
    const found = about(some);
    expect(found.script).toBeUndefined();
    expect(found.sentences.join('')).toContain(sentence);
  });

  test('without results, how to get the script', () => {
    expect(byHandText(withoutResults('bridge.a', 'There is no report'))).toBe(
      'There is no report: run npm start -- --behaviour bridge.a, which writes the script for your engine.',
    );
  });

  test('hostile results print no control characters', () => {
    const hostile = about({ repro: { ...repro, steps: [{ lines: [HOSTILE], expected: [HOSTILE] }] } });
    expect(byHandText(hostile).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});
