import { describe, expect, test } from '@jest/globals';
import { HOSTILE, finding, resultsOf } from './example.ts';
import { toJunit } from './junit.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

const TOKEN = /<(?<open>\w+)(?<attributes>(?: \w+="[^"<]*")*)(?<empty>\/?)>|<\/(?<close>\w+)>|(?<text>[^<]+)/y;
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** The elements of a document, read as strictly as an XML parser would: there is none among the dependencies. */
function parse(xml: string): Element[] {
  const start = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!xml.startsWith(start) || NOT_XML.test(xml)) throw new Error('not XML');
  const body = xml.slice(start.length);
  const elements: Element[] = [];
  const open: Element[] = [];
  let end = 0;
  for (TOKEN.lastIndex = 0; end < body.length; end = TOKEN.lastIndex) {
    const found = TOKEN.exec(body)?.groups;
    if (!found) throw new Error(`not XML: ${body.slice(end, end + 40)}`);
    if (found['open']) {
      const element = { name: found['open'], attributes: attributesOf(found['attributes'] ?? ''), text: '' };
      elements.push(element);
      if (!found['empty']) open.push(element);
    } else if (found['close']) {
      if (open.pop()?.name !== found['close']) throw new Error(`not XML: </${found['close']}>`);
    } else {
      for (const element of open.slice(-1)) element.text += unescape(found['text'] ?? '');
    }
  }
  if (open.length > 0) throw new Error(`not XML: ${open[0]?.name} is not closed`);
  return elements;
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, unescape(value)]),
  );
}

function unescape(text: string): string {
  if (text.includes(']]>')) throw new Error('not XML: ]]>');
  return text.replace(/&(?:#(\d+)|(\w+));|&/g, (whole, code?: string, name = '') => {
    const character = code ? String.fromCodePoint(Number(code)) : entities[name];
    if (character === undefined) throw new Error(`not XML: ${whole}`);
    return character;
  });
}

const named = (name: string, elements: Element[]) => elements.filter((element) => element.name === name);

const report = (...findings: Parameters<typeof resultsOf>) => parse(toJunit(resultsOf(...findings)));

describe('in the JUnit report', () => {
  const findings = [
    finding({ durationMs: 1500 }),
    finding({ verdict: 'failed', failures: [{ kind: 'fact', subject: 'the port', expected: '80', observed: 81 }] }),
    finding({ verdict: 'error', explanation: 'the engine is gone' }),
    finding({ chapter: 'none', id: 'none.isolated', verdict: 'unsupported', explanation: 'no lab' }),
    finding({ chapter: 'none', id: 'none.loopback', verdict: 'disabled', explanation: 'disabled by DISABLE' }),
  ];
  const elements = report(...findings);

  test('there are counts for the run and for each chapter, errors apart from failures', () => {
    const [whole] = named('testsuites', elements);
    expect(whole?.attributes).toEqual({ tests: '5', failures: '1', errors: '1', skipped: '2', time: '1.548' });
    expect(named('testsuite', elements).map(({ attributes }) => attributes)).toMatchObject([
      { name: 'bridge', tests: '3', failures: '1', errors: '1', skipped: '0' },
      { name: 'none', tests: '2', failures: '0', errors: '0', skipped: '2' },
    ]);
  });

  test('a failure has another element than an error', () => {
    expect(named('failure', elements)).toMatchObject([{ text: 'the port\nexpected: 80\nobserved: 81' }]);
    expect(named('error', elements)).toMatchObject([{ text: 'the engine is gone' }]);
  });

  test('the message is the first line of the reason', () => {
    expect(named('failure', elements)[0]?.attributes).toEqual({ message: 'the port' });
  });

  test('a skipped test has the reason', () => {
    const reasons = named('skipped', elements).map(({ attributes }) => attributes['message']);
    expect(reasons).toEqual(['no lab', 'disabled by DISABLE']);
  });

  test('a test is named by its id and its sentence', () => {
    const [first] = named('testcase', elements);
    const name = 'bridge.alias-resolves · A network alias resolves to its container';
    expect(first?.attributes).toMatchObject({ name, classname: 'bridge', time: '1.5' });
  });

  test('hostile text is escaped everywhere: characters that XML does not allow are dropped', () => {
    const hostile = report(
      finding({ verdict: 'failed', explanation: HOSTILE, sentence: HOSTILE, chapter: HOSTILE, file: HOSTILE }),
    );
    const escaped = `</failure>]]><script>alert("1")</script> & &amp; 'x' [31m\u009B2J   🐳\r\n<!-- <?x?>`;
    expect(hostile.map(({ name }) => name)).toEqual(['testsuites', 'testsuite', 'testcase', 'failure']);
    expect(hostile[1]?.attributes['name']).toBe(escaped);
    expect(hostile[2]?.attributes).toMatchObject({ classname: escaped, file: escaped });
    expect(hostile[3]?.text).toBe(escaped);
  });

  test('the file has no control characters except line ends', () => {
    const all = String.fromCodePoint(...Array.from({ length: 0x100 }, (_, code) => code));
    const xml = toJunit(resultsOf(finding({ verdict: 'failed', explanation: HOSTILE + all, sentence: all })));
    // oxlint-disable-next-line no-control-regex -- the test looks for these
    expect(xml).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
  });

  test('no findings are an empty document', () => {
    expect(report()).toMatchObject([{ name: 'testsuites', attributes: { tests: '0', time: '0' } }]);
  });
});
