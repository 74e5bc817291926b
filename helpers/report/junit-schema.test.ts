import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { validateXML } from 'xmllint-wasm';
import { verdicts } from '../behaviour/verdict.ts';
import { HOSTILE, finding, resultsOf } from './example.ts';
import { toJunit } from './junit.ts';

const schema = readFileSync(fileURLToPath(new URL('../../fixtures/report/junit.xsd', import.meta.url)), 'utf8');

/** What libxml2 finds wrong with a document, read by the schema. */
async function mistakes(xml: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: { fileName: 'junit.xml', contents: xml },
    schema: { fileName: 'junit.xsd', contents: schema },
  });
  return errors.map(({ message }) => message);
}

test('every verdict is valid JUnit by its schema, even with hostile text', async () => {
  const every = verdicts.map((verdict) =>
    finding({ verdict, ...(verdict === 'passed' ? {} : { explanation: HOSTILE }) }),
  );
  const hostile = finding({
    verdict: 'failed',
    sentence: HOSTILE,
    chapter: HOSTILE,
    file: HOSTILE,
    explanation: HOSTILE,
  });
  expect(await mistakes(toJunit(resultsOf(...every, hostile)))).toEqual([]);
});

test('no findings, and a tiny duration, are valid', async () => {
  expect(await mistakes(toJunit(resultsOf()))).toEqual([]);
  expect(await mistakes(toJunit(resultsOf(finding({ durationMs: 0.000_01 }))))).toEqual([]);
});

test('the schema rejects an invalid report', async () => {
  const valid = toJunit(resultsOf(finding({ verdict: 'unsupported', explanation: 'needs lab' })));
  expect(await mistakes(valid.replace('skipped message="needs lab"', 'skipped'))).not.toEqual([]);
  expect(await mistakes(valid.replace('time="0.012"', 'time="1.2e-2"'))).not.toEqual([]);
  expect(await mistakes(valid.replace('</testsuites>', ''))).not.toEqual([]);
});
