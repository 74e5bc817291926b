import { describe, expect, test } from '@jest/globals';
import dnsPacket, { type Answer, type Packet } from 'dns-packet';
import { dnsCommand, firstTooLate, readDns, withId } from './dns.ts';
import type { RecordType } from './request.ts';
import { ProbeError } from './outcome.ts';

const RCODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5, NOTIMP: 4 };
const resolver = '127.0.0.11';

/** The time to live of the records. */
const ttl = 600;
const A: Answer = { type: 'A', name: 'grafana', ttl, data: '172.18.0.3' };
const AAAA: Answer = { type: 'AAAA', name: 'grafana', ttl, data: 'fd00::3' };
const CNAME: Answer = { type: 'CNAME', name: 'grafana', ttl, data: 'Other.test' };

const ID = 1;

const queryOf = (type: RecordType, name = 'grafana') => ({ name, type, id: ID });

/** An answer to a query of the type of its last record, by default A. */
function packet(rcode: keyof typeof RCODES, ...answers: Answer[]): Buffer {
  const { type = 'A', name = 'grafana' } = answers.at(-1) ?? {};
  return response({ flags: RCODES[rcode], questions: [{ type: type === 'CNAME' ? 'A' : type, name }], answers });
}

function response({ flags = 0, ...parts }: Packet): Buffer {
  const questions = [{ type: 'A', name: 'grafana' }] as const;
  return dnsPacket.encode({
    type: 'response',
    id: ID,
    flags: dnsPacket.RECURSION_DESIRED | flags,
    questions: [...questions],
    ...parts,
  });
}

/** The output of the command: the DNS server, and the answer as od prints it. */
function printed(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  const rows = hex.match(/.{1,32}/g) ?? [];
  return ['@ 1764000000.250000', ...rows.map((row) => row.replace(/../g, ' $&')), ''].join('\n');
}

const END = '@ 1764000000.255000\n';

const read = (bytes: Uint8Array, type: RecordType = 'A') => {
  const stdout = `resolver ${resolver}\n${printed(bytes)}${END}`;
  const [{ tookMs, ...answer } = { wrong: '' }] = readDns({ exitCode: 0, stdout, stderr: '', tookMs: 1 }, [
    queryOf(type),
  ]);
  expect(tookMs).toBe(5);
  return answer;
};

const readText = (stdout: string, stderr: string) =>
  readDns({ exitCode: 1, stdout, stderr, tookMs: 1 }, [queryOf('A')]);

describe('a name', () => {
  test('resolves to every address of the type in the query', () => {
    const second = { ...A, data: '172.18.0.4' };
    const both = { kind: 'resolved', addresses: ['172.18.0.3', '172.18.0.4'], resolver, ttl };
    expect(read(packet('NOERROR', A, second))).toEqual(both);
    expect(read(packet('NOERROR', AAAA), 'AAAA')).toEqual({ kind: 'resolved', addresses: ['fd00::3'], resolver, ttl });
  });

  test('may be cached as long as the longest of its records', () => {
    const second = { ...A, data: '172.18.0.4', ttl: 601 };
    expect(read(packet('NOERROR', A, second))).toMatchObject({ ttl: 601 });
  });

  test('has an answer that offers recursion or not', () => {
    const { RECURSION_AVAILABLE } = dnsPacket;
    const addresses = ['172.18.0.3'];
    const offered = { kind: 'resolved', addresses, resolver, offersRecursion: true, ttl };
    expect(read(response({ flags: RECURSION_AVAILABLE, answers: [A] }))).toEqual(offered);
    expect(read(response({ answers: [A] }))).toEqual({ kind: 'resolved', addresses, resolver, ttl });
    const noData = { kind: 'unresolved', reason: 'NODATA', resolver, offersRecursion: true };
    expect(read(response({ flags: RECURSION_AVAILABLE }))).toEqual(noData);
  });

  test('without an address of that type is NODATA', () => {
    const noData = { kind: 'unresolved', reason: 'NODATA', resolver };
    expect(read(packet('NOERROR'))).toEqual(noData);
    expect(read(response({ questions: [{ type: 'AAAA', name: 'grafana' }], answers: [A] }), 'AAAA')).toEqual(noData);
  });

  test('resolves to the addresses of its alias, in any order and case', () => {
    const answers: Answer[] = [{ ...A, name: 'last' }, { ...CNAME, name: 'other.TEST', data: 'last' }, CNAME];
    expect(read(response({ answers }))).toEqual({ kind: 'resolved', addresses: ['172.18.0.3'], resolver, ttl });
    const shouted = response({ questions: [{ type: 'A', name: 'GRAFANA' }], answers: [{ ...A, name: 'Grafana' }] });
    expect(read(shouted)).toEqual({ kind: 'resolved', addresses: ['172.18.0.3'], resolver, ttl });
  });

  test('has the data of other records', () => {
    const TXT = { type: 'TXT', name: 'grafana', ttl, data: 'text' } as const;
    expect(read(packet('NOERROR', TXT), 'TXT')).toMatchObject({ kind: 'named' });
  });

  test.each(['NXDOMAIN', 'SERVFAIL', 'REFUSED'] as const)('is unresolved for the reason in the answer: %s', (rcode) => {
    expect(read(packet(rcode))).toEqual({ kind: 'unresolved', reason: rcode, resolver });
  });

  test('is unresolved for an unknown reason with any other code', () => {
    expect(read(packet('NOTIMP'))).toEqual({ kind: 'unresolved', reason: 'unknown', resolver });
  });

  test('is unresolved without an answer', () => {
    expect(read(Buffer.alloc(0))).toEqual({ kind: 'unresolved', reason: 'no answer', resolver });
  });
});

describe('an answer to anything but the query is invalid', () => {
  const withQuestion = (type: 'A' | 'AAAA', name: string): Buffer =>
    response({ questions: [{ type, name }], answers: [A] });
  const ofOther = { ...A, name: 'other.test' };

  test.each([
    ['zeros', Buffer.alloc(12), 'a query instead of an answer'],
    ['ones', Buffer.alloc(40, 0xff), '40 bytes that are no DNS packet'],
    [
      'a name that points to itself',
      Buffer.from('000181800001000000000000c00c00010001', 'hex'),
      '18 bytes that are no DNS packet',
    ],
    [
      'the query itself',
      dnsPacket.encode({ type: 'query', id: ID, questions: [{ type: 'A', name: 'grafana' }] }),
      'a query instead of an answer',
    ],
    ['another ID', response({ id: 2, answers: [A] }), 'an answer with the ID 2, to a query with the ID 1'],
    ['another name in the question', withQuestion('A', 'grafana.test'), 'an answer to IN A grafana.test'],
    ['another type in the question', withQuestion('AAAA', 'grafana'), 'an answer to IN AAAA grafana'],
    ['no question', response({ questions: [], answers: [A] }), 'an answer with 0 questions'],
    [
      'two questions',
      response({ questions: [queryOf('A') as never, queryOf('AAAA') as never] }),
      'an answer with 2 questions',
    ],
    ['an error for another name', response({ flags: RCODES.NXDOMAIN, questions: [{ type: 'A', name: 'b' }] }), / A b$/],
    ['a truncated one with another ID', response({ id: 2, flags: dnsPacket.TRUNCATED_RESPONSE }), /the ID 2/],
    ['another owner', response({ answers: [ofOther] }), 'an answer with a record of other.test'],
    ['another owner beside the right one', response({ answers: [A, ofOther] }), /a record of other.test/],
    ['an alias of another name', response({ answers: [{ ...CNAME, name: 'b' }, ofOther] }), /a record of b/],
    [
      'aliases that lead in a circle to the wrong owner',
      response({ answers: [CNAME, { ...CNAME, name: 'Other.test', data: 'grafana' }, { ...A, name: 'b' }] }),
      /a record of b/,
    ],
  ])('%s', (_, bytes, wrong) => {
    const { wrong: why, ...answer } = read(bytes);
    expect(answer).toEqual({ kind: 'unresolved', reason: 'invalid answer', resolver });
    if (typeof wrong === 'string') expect(why).toBe(wrong);
    else expect(why).toMatch(wrong);
  });

  test.each([
    ['A', A],
    ['AAAA', AAAA],
  ] as const)('an answer of type %s that is cut off, wherever it is', (type, answer) => {
    const whole = packet('NOERROR', answer);
    const cuts = Array.from({ length: whole.length - 1 }, (_, index) => read(whole.subarray(0, index + 1), type));
    expect(cuts).toEqual(cuts.map(() => expect.objectContaining({ kind: 'unresolved', reason: 'invalid answer' })));
  });
});

describe('a query that could not be sent is a probe error', () => {
  test('without a nameserver', () => {
    expect(() => readText('resolver \n', '')).toThrow(ProbeError);
    expect(() => readText('', 'sed: /etc/resolv.conf: No such file or directory')).toThrow(
      /no nameserver in resolv.conf: sed:/,
    );
  });

  test('without bash in the image', () => {
    const stderr = "timeout: can't execute 'bash': No such file or directory";
    expect(() => readText(`resolver ${resolver}\n`, stderr)).toThrow(/the image has no bash/);
  });
});

/** The packets in the last words of a command, as printf writes them. */
function sent(words: readonly string[], count: number): Buffer[] {
  return words.slice(-count).map((word) => Buffer.from(word.split(String.raw`\x`).join(''), 'hex'));
}

test('the command sends a valid query', () => {
  const { words } = dnsCommand([queryOf('AAAA')], 2500);
  const [query] = sent(words, 1).map((bytes) => dnsPacket.decode(bytes));
  expect(query?.questions).toMatchObject([{ name: 'grafana', type: 'AAAA' }]);
  expect(query?.id).toBe(ID);
  expect(query).toMatchObject({ type: 'query', flag_rd: true });
  expect(words).toContain('2.5');
});

test('the command sends a query of a type that the library does not know', () => {
  const { words } = dnsCommand([queryOf('HTTPS')], 2500);
  const [query] = sent(words, 1);
  expect(query?.subarray(-4)).toEqual(Buffer.from([0, 65, 0, 1]));
});

test('every query has its own ID, as a rule', () => {
  const ids = Array.from({ length: 50 }, () => withId({ name: 'grafana', type: 'A' }).id);
  expect(new Set(ids).size).toBeGreaterThan(40);
  expect(Math.max(...ids)).toBeLessThan(0x10000);
});

test('over TCP, a query begins with its length', () => {
  const { words } = dnsCommand([{ ...queryOf('A'), over: 'TCP' }], 2500);
  expect(words).toContain('tcp');
  const [query] = sent(words, 1).map((bytes) => dnsPacket.streamDecode(bytes));
  expect(query?.questions).toMatchObject([{ name: 'grafana', type: 'A' }]);
});

describe('several queries', () => {
  const PTR: Answer = { type: 'PTR', name: '3.0.18.172.in-addr.arpa', ttl, data: 'grafana.net' };
  const queries = [queryOf('A'), queryOf('PTR', PTR.name), queryOf('A')];
  const answers = `${printed(packet('NOERROR', A))}${printed(packet('NOERROR', PTR))}`;
  const series = (stdout: string) => readDns({ exitCode: 0, stdout, stderr: '', tookMs: 1 }, queries);

  test('have an answer each, unless it timed out', () => {
    expect(series(`resolver ${resolver}\n${answers}`)).toEqual([
      { kind: 'resolved', addresses: ['172.18.0.3'], resolver, ttl, tookMs: 0 },
      { kind: 'named', names: ['grafana.net'], resolver, ttl },
      { kind: 'unresolved', reason: 'no answer', resolver },
    ]);
  });

  test('have no time where bash has no clock', () => {
    const [first] = series(`resolver ${resolver}\n${answers.replace(/^@.*$/gm, '@ ')}`);
    expect(first).toEqual({ kind: 'resolved', addresses: ['172.18.0.3'], resolver, ttl });
  });
});

describe('the first query that was sent too late', () => {
  const queries = [queryOf('A'), queryOf('A')];
  const tooLate = (times: string, exitCode: number) => {
    const result = { exitCode, stdout: `resolver ${resolver}\n${times}`, stderr: '', tookMs: 1 };
    return firstTooLate(result, readDns(result, queries), 1000);
  };
  const answered = printed(packet('NOERROR', A));

  test.each([
    ['none was sent', '@ 1764000003.000000\n', 0],
    ['there is nothing of bash', '', 0],
    ['the first waited for less than half the limit', '@ 1764000002.600000\n@ 1764000003.000000\n', 0],
    ['the second was not sent', `${answered}@ 1764000003.000000\n`, 1],
    ['the second waited for less than half the limit', `${answered}@ 1764000003.0\n@ 1764000003.4\n`, 1],
  ])('where %s', (_, times, index) => {
    expect(tooLate(times, 124)).toBe(index);
  });

  test.each([
    ['the first waited for most of the limit', '@ 1764000002.100000\n@ 1764000003.000000\n'],
    ['bash has no clock', '@ \n@ \n'],
  ])('is none where %s', (_, times) => {
    expect(tooLate(times, 143)).toBe(-1);
  });

  test('is none where the time was not up', () => {
    expect(tooLate('', 1)).toBe(-1);
  });
});

test('a truncated answer is a separate outcome', () => {
  expect(read(response({ flags: dnsPacket.TRUNCATED_RESPONSE, answers: [A] }))).toEqual({
    kind: 'truncated',
    resolver,
  });
});
