import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { quote } from '../engine/quote.ts';
import type { Repro } from '../scenario/repro/script.ts';
import { HOSTILE, finding, resultsOf } from './example.ts';
import { reproScript } from './repro.ts';

const asking = readFileSync(new URL('../../fixtures/repro/asking.sh', import.meta.url), 'utf8');

/** A docker that knows no container, and an asker that says what it is told to. */
const STUBS = [
  'docker() { :; }',
  'say() { printf "%b" "$1"; printf "%b" "$2" >&2; return "$3"; }',
  'sleep() { :; }',
].join('\n');

function run(repro: Partial<Repro>, more: Parameters<typeof finding>[0] = {}) {
  const whole: Repro = { build: ['RUN=repro-$$', STUBS], ask: [], observed: [], remove: [], hosts: [], ...repro };
  const [test_] = resultsOf(finding({ repro: whole, ...more })).results.tests;
  const script = test_ ? reproScript(test_, asking, 'here, today') : '';
  // `docker` is looked for before anything else
  const { status, stdout, stderr } = spawnSync('sh', ['-c', `docker() { :; }\n${script}`], { encoding: 'utf8' });
  return { script, status, stdout, stderr };
}

/** What a script makes of what a command says. */
function outcomeOf(command: string, out: string, err: string, code: number): string {
  const line = `say ${[out, err].map((text) => `'${text}'`).join(' ')} ${code} ${command}`;
  const { stdout } = run({ ask: [line], observed: ['something else'] });
  return stdout.match(/^bridge\.alias-resolves 1 → (.*)$/m)?.[1] ?? stdout;
}

describe('what a page’s outcome is called', () => {
  const head = String.raw`HTTP/1.1 200 OK\r\nX-Container: web\r\n\r\nhello`;
  test.each([
    ['answered by web', head, '', 0],
    [
      'answered by grafana',
      String.raw`HTTP/1.1 302 Found\r\nLocation: http://localhost:3000/grafana/login\r\n\r\n`,
      '',
      0,
    ],
    ['answered by an unknown server', String.raw`HTTP/1.1 200 OK\r\n\r\nX-Container: web\n`, '', 0],
    ['an answer that was cut off', head, '', 18],
    ['an answer that did not end in time', head, '', 28],
    ['timed out', '', '', 28],
    ['unresolved', '', '', 6],
    ['unresolved', '', 'curl: (28) Resolving timed out after 10 ms', 28],
    ['refused', '', '* connect to 172.17.0.2 port 80 failed: Connection refused', 7],
    ['unreachable (no route)', '', '* Immediate connect fail for 172.17.0.2: Network is unreachable', 7],
    ['unreachable (no such host)', '', '* connect to 172.17.0.2 port 80 failed: No route to host', 7],
    ['reset', '', '', 56],
    ['could not be asked (exit code 127)', '', 'curl: not found', 127],
  ])('%s', (outcome, out, err, code) => {
    expect(outcomeOf('curl -siv http://a', out, err, code)).toBe(outcome);
  });
});

describe('what a name’s outcome is called', () => {
  const server = String.raw`Server:\t\t127.0.0.11\nAddress:\t127.0.0.11:53\n\n`;
  test.each([
    ['resolved to 172.18.0.2', String.raw`${server}Name:\tweb\nAddress: 172.18.0.2\n`, 0],
    [
      'resolved to 10.0.0.2, resolved to 10.0.0.3',
      String.raw`${server}Name:\ta\nAddress: 10.0.0.3\nName:\ta\nAddress: 10.0.0.2\n`,
      0,
    ],
    ['resolved to pointer.test', String.raw`${server}2.0.0.10.in-addr.arpa\tname = pointer.test\n`, 0],
    [
      'unresolved (NXDOMAIN)',
      String.raw`${server}** server can${'t'} find a: NXDOMAIN\n`.replace('cant', String.raw`can\047t`),
      1,
    ],
    ['unresolved (NODATA)', server, 0],
    ['unresolved (no answer)', String.raw`;; connection timed out; no servers could be reached\n`, 1],
    ['could not be asked (exit code 125)', '', 125],
  ])('%s', (outcome, out, code) => {
    expect(outcomeOf('x nslookup -type=a a', out, '', code)).toBe(outcome);
  });
});

describe('what is looked at', () => {
  test.each([
    [
      'eth0, lo',
      'docker exec x sh -c grep -H . /sys/class/net/*/flags',
      String.raw`/sys/class/net/eth0/flags:0x1003\n/sys/class/net/lo/flags:0x9\n/sys/class/net/tunl0/flags:0x80\n/sys/class/net/veth1/flags:0x1003\n`,
    ],
    [
      '127.0.0.1 on lo, 172.17.0.1 on docker0',
      'ip -oneline -4 address show',
      String.raw`1: lo    inet 127.0.0.1/8 scope host lo\n2: docker0    inet 172.17.0.1/16 brd 172.17.255.255\n3: br-0a    inet 172.18.0.1/16\n`,
    ],
    [
      'a subnet by eth0, default by eth0',
      'cat /proc/net/route',
      String.raw`Iface\tDestination\tGateway\neth0\t00000000\t0100\neth0\t000011AC\t0000\n`,
    ],
    [
      'tcp 80, udp 53',
      'sh -c sed /proc/net/$t',
      String.raw`tcp    0: 00000000:0050 00000000:0000 0A 0\ntcp 1: 0100007F:8000 00000000:0000 0A 0\nudp  3: 00000000:0035 00000000:0000 07 0\ntcp 4: 0A:0051 0B:0001 01\n`,
    ],
    [
      'has 127.0.0.1, has another',
      'cat /proc/net/fib_trie',
      String.raw`  |-- 127.0.0.1\n    /32 host LOCAL\n  |-- 172.17.0.2\n    /32 host LOCAL\n  |-- 172.17.0.0\n    /16 link UNICAST\n`,
    ],
    [
      'kind0 came in, kind1 none',
      'on nft list counters table x',
      String.raw`counter kind0 {\n packets 3 bytes 9\n}\ncounter kind1 {\n packets 0 bytes 0\n}\n`,
    ],
    ['driver bridge, scope local', 'docker network inspect x', String.raw`scope local\ndriver bridge\n\n`],
  ])('%s', (outcome, command, out) => {
    const quoted = command.replaceAll('$', String.raw`\$`).replaceAll('*', String.raw`\*`);
    expect(outcomeOf(quoted, out, '', 0)).toBe(outcome);
  });
});

describe('a script', () => {
  const page = String.raw`say 'HTTP/1.1 200 OK\r\nX-Container: web\r\n\r\n' '' 0 curl -siv http://web`;

  test('ends with 0 where all is as in the run', () => {
    const { status, stdout } = run({ ask: ['true', page], observed: ['', 'answered by web'] });
    expect(stdout).toBe('bridge.alias-resolves 1 → answered by web\n');
    expect(status).toBe(0);
  });

  test('ends with 1 where something is not, and says what it was', () => {
    const { status, stdout } = run({ ask: [page, page], observed: ['refused', 'answered by web'] });
    expect(stdout).toContain('→ answered by web\n    in the run it was: refused\n');
    expect(stdout).toContain('bridge.alias-resolves 2 → ');
    expect(status).toBe(1);
  });

  test('ends with 2, and one sentence, where it cannot be asked', () => {
    const { status, stdout, stderr } = run({
      build: ['RUN=repro-$$', "false || { echo 'Set first.' >&2; exit 2; }"],
      ask: [page],
      observed: ['x'],
    });
    expect([status, stdout, stderr]).toEqual([2, '', 'Set first.\n']);
  });

  test('cleans up in every ending', () => {
    const folder = mkdtempSync(join(tmpdir(), 'repro-'));
    const file = join(folder, 'removed');
    for (const ask of ['true', 'false', 'kill -TERM $$']) {
      run({ ask: [ask], observed: [''], remove: [`echo ${quote(ask)} >>${file}`] });
    }
    expect(readFileSync(file, 'utf8')).toBe('true\nfalse\nkill -TERM $$\n');
    rmSync(folder, { recursive: true });
  });

  test('takes nothing that a container said for a command', () => {
    const reason = `expected\n${HOSTILE}\n$(echo gotcha)\n'; echo gotcha`;
    const { status, stdout, script } = run(
      { ask: ['true'], observed: [`'; echo gotcha; '$(echo gotcha)`] },
      { explanation: reason, verdict: 'failed' },
    );
    expect(stdout).toMatch(
      /^bridge\.alias-resolves 1 → \n    in the run it was: '; echo gotcha; '\$\(echo gotcha\)\n$/,
    );
    expect(status).toBe(1);
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    expect(script).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  });
});
