import { describe, test } from '@jest/globals';
import type { PageOutcome } from '../probe/outcome.ts';
import { expect } from './matchers.ts';

const grafana = { name: 'grafana', id: '1', identity: 'dnc-1-grafana' };

const answered: PageOutcome = {
  kind: 'answered',
  status: 200,
  headers: {},
  body: 'part',
  by: grafana.identity,
  address: '172.18.0.3',
  from: 'nginx',
  question: 'GET http://grafana:3000',
  tookMs: 3,
  evidence: { command: 'curl http://grafana:3000' },
};

describe('an answer that begins and has no end', () => {
  const unfinished: PageOutcome = { ...answered, kind: 'unfinished', why: 'timed out' };
  const control = { whereas: answered, isAnsweredBy: grafana };

  test('is no answer', async () => {
    await expect(expect(unfinished).toBeAnsweredBy(grafana)).rejects.toThrow('observed: began to answer with 200 by');
  });

  test('is not the silence of what is blocked', async () => {
    await expect(expect(unfinished).toBeBlocked(control)).rejects.toThrow('expected: no answer');
  });

  test('is no control', async () => {
    const against = { whereas: unfinished, isAnsweredBy: grafana };
    await expect(expect({ ...answered, kind: 'refused' }).toBeBlocked(against)).rejects.toThrow('the control failed');
  });
});
