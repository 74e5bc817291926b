import { describe, expect, test } from '@jest/globals';
import dnsPacket, { type Answer } from 'dns-packet';
import { dnsCommand, readDns, reverseName } from './dns.ts';
import type { RecordType } from './request.ts';
import { ProbeError } from './outcome.ts';

const RCODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5, NOTIMP: 4 };
const resolver = '127.0.0.11';

const A: Answer = { type: 'A', name: 'grafana', ttl: 600, data: '172.18.0.3' };
const AAAA: Answer = { type: 'AAAA', name: 'grafana', ttl: 600, data: 'fd00::3' };
const CNAME: Answer = { type: 'CNAME', name: 'grafana', ttl: 600, data: 'other' };

function packet(rcode: keyof typeof RCODES, ...answers: Answer[]): Buffer {
  const flags = dnsPacket.RECURSION_DESIRED | RCODES[rcode];
  return dnsPacket.encode({ type: 'response', id: 1, flags, questions: [{ type: 'A', name: 'grafana' }], answers });
}

/** The output of the command: the DNS server, and the answer as od prints it. */
function printed(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  const rows = hex.match(/.{1,32}/g) ?? [];
  return ['@ 1764000000.250000', ...rows.map((row) => row.replace(/../g, ' $&')), ''].join('\n');
}

const END = '@ 1764000000.255000\n';

const queryOf = (type: RecordType) => ({ name: 'grafana', type });

const read = (bytes: Uint8Array, type: RecordType = 'A') => {
  const stdout = `resolver ${resolver}\n${printed(bytes)}${END}`;
  const [{ tookMs, ...answer } = {}] = readDns({ exitCode: 0, stdout, stderr: '', tookMs: 1 }, [queryOf(type)]);
  expect(tookMs).toBe(5);
  return answer;
};

const readText = (stdout: string, stderr: string) =>
  readDns({ exitCode: 1, stdout, stderr, tookMs: 1 }, [queryOf('A')]);

describe('a name', () => {
  test('resolves to every address of the type in the query', () => {
    const second = { ...A, data: '172.18.0.4' };
    expect(read(packet('NOERROR', CNAME, A, second))).toEqual({
      kind: 'resolved',
      addresses: ['172.18.0.3', '172.18.0.4'],
      resolver,
    });
    expect(read(packet('NOERROR', AAAA), 'AAAA')).toEqual({ kind: 'resolved', addresses: ['fd00::3'], resolver });
  });

  test('without an address of that type is NODATA', () => {
    const noData = { kind: 'unresolved', reason: 'NODATA', resolver };
    expect(read(packet('NOERROR'))).toEqual(noData);
    expect(read(packet('NOERROR', A), 'AAAA')).toEqual(noData);
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

describe('without a valid answer, the name is unresolved', () => {
  const unknown = { kind: 'unresolved', reason: 'unknown', resolver };

  test.each([
    ['zeros', Buffer.alloc(12)],
    ['ones', Buffer.alloc(40, 0xff)],
    ['a name that points to itself', Buffer.from('000181800001000000000000c00c00010001', 'hex')],
    ['the query itself', dnsPacket.encode({ type: 'query', id: 1, questions: [{ type: 'A', name: 'grafana' }] })],
  ])('%s', (_, bytes) => {
    expect(read(bytes)).toEqual(unknown);
  });

  test.each([
    ['A', A],
    ['AAAA', AAAA],
  ] as const)('an answer of type %s that is cut off, wherever it is', (type, answer) => {
    const whole = packet('NOERROR', answer);
    const cuts = Array.from({ length: whole.length - 1 }, (_, index) => read(whole.subarray(0, index + 1), type));
    expect(cuts).toEqual(cuts.map(() => unknown));
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
  expect(query).toMatchObject({ type: 'query', flag_rd: true });
  expect(words).toContain('2.5');
});

test('over TCP, a query begins with its length', () => {
  const { words } = dnsCommand([{ ...queryOf('A'), over: 'TCP' }], 2500);
  expect(words).toContain('tcp');
  const [query] = sent(words, 1).map((bytes) => dnsPacket.streamDecode(bytes));
  expect(query?.questions).toMatchObject([{ name: 'grafana', type: 'A' }]);
});

test('an address has its reverse lookup name', () => {
  expect(reverseName('172.18.0.3')).toBe('3.0.18.172.in-addr.arpa');
});

describe('several queries', () => {
  const queries = [queryOf('A'), queryOf('PTR'), queryOf('A')];
  const PTR: Answer = { type: 'PTR', name: '3.0.18.172.in-addr.arpa', ttl: 600, data: 'grafana.net' };
  const answers = `${printed(packet('NOERROR', A))}${printed(packet('NOERROR', PTR))}`;
  const series = (stdout: string) => readDns({ exitCode: 0, stdout, stderr: '', tookMs: 1 }, queries);

  test('have an answer each, unless it timed out', () => {
    expect(series(`resolver ${resolver}\n${answers}`)).toEqual([
      { kind: 'resolved', addresses: ['172.18.0.3'], resolver, tookMs: 0 },
      { kind: 'named', names: ['grafana.net'], resolver },
      { kind: 'unresolved', reason: 'no answer', resolver },
    ]);
  });

  test('have no time where bash has no clock', () => {
    const [first] = series(`resolver ${resolver}\n${answers.replace(/^@.*$/gm, '@ ')}`);
    expect(first).toEqual({ kind: 'resolved', addresses: ['172.18.0.3'], resolver });
  });
});

test('a truncated answer is a separate outcome', () => {
  const flags = dnsPacket.RECURSION_DESIRED | dnsPacket.TRUNCATED_RESPONSE;
  expect(read(dnsPacket.encode({ type: 'response', id: 1, flags, answers: [A] }))).toEqual({
    kind: 'truncated',
    resolver,
  });
});
