import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as undici from 'undici';
import { onPath } from '../engine/on-path.ts';
import { batchScript, readBatch } from './batch.ts';
import { curlCommand, curlError, readCurl } from './curl.ts';
import { digestCommand, readDigest } from './digest.ts';
import { type HostileServer, startHostileServer } from './hostile-server.ts';
import { FILE_LIMIT_BYTES, OUTPUT_LIMIT_BYTES } from './limits.ts';
import { type PageAnswer, ProbeError } from './outcome.ts';
import { fetchPage } from './page.ts';

/** The limit for an answer: a busy machine is slow. */
const LIMIT_MS = 10_000;

/** The limit where no complete answer comes. */
const WAIT_MS = 1_000;

let server: HostileServer;

beforeAll(async () => {
  server = await startHostileServer();
});

afterAll(async () => server.end());

/** The result of a command that runs in a real shell, as in a container. */
async function ending(words: readonly string[]) {
  const output = await new Promise<Buffer>((resolve) => {
    const options = { encoding: 'buffer', maxBuffer: 16 * 1024 * 1024 } as const;
    execFile('sh', ['-c', batchScript([words])], options, (_, stdout) => resolve(stdout));
  });
  const [only] = readBatch(output, 1) ?? [];
  if (!only) throw new Error(`no batch: ${output.toString('utf8')}`);
  return { ...only, tookMs: 1 };
}

const byCurl = async (path: string, limitMs = LIMIT_MS): Promise<PageAnswer> =>
  readCurl(await ending(curlCommand(`${server.url}${path}`, limitMs).words), limitMs);

const byUndici = async (path: string, limitMs = LIMIT_MS): Promise<PageAnswer> =>
  fetchPage(undici, `${server.url}${path}`, limitMs);

function judge(get: typeof byUndici): void {
  test.each(['/endless-body', '/endless-chunks'])('keeps the beginning of %s', async (path) => {
    const outcome = await get(path);
    expect(outcome).toMatchObject({ kind: 'answered', status: 200, by: 'dnc-1' });
    const { body } = outcome as { body: string };
    expect(body.startsWith('xxxx')).toBe(true);
    expect(body.length).toBeLessThanOrEqual(OUTPUT_LIMIT_BYTES);
  });

  test('reports an endless body as unfinished', async () => {
    const outcome = await get('/slow-body', WAIT_MS);
    expect(outcome).toMatchObject({ kind: 'unfinished', why: 'timed out', status: 200, by: 'dnc-1' });
  });

  test.each(['/shorter-than-announced', '/reset-in-body'])('reports %s as cut off', async (path) => {
    expect(await get(path)).toMatchObject({ kind: 'unfinished', why: 'cut', status: 200, body: 'part', by: 'dnc-1' });
  });

  test('reports no answer as timed out', async () => {
    expect(await get('/no-answer', WAIT_MS)).toEqual({ kind: 'timed out', limitMs: WAIT_MS });
  });

  test('reports a redirect as an answer', async () => {
    expect(await get('/loop')).toMatchObject({ kind: 'answered', status: 302, headers: { location: '/loop' } });
  });

  test('keeps binary bytes as characters, which fit into JSON', async () => {
    const outcome = await get('/bytes');
    expect(outcome).toMatchObject({ kind: 'answered', by: 'dnc-1' });
    expect((outcome as { body: string }).body).toBe('\u0000\uFFFD\uFFFD\u001B\uFFFDA\n');
    expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
  });

  test('keeps headers named like object properties', async () => {
    const { headers } = (await get('/prototype')) as { headers: Record<string, string> };
    expect(Object.entries(headers)).toContainEqual(['constructor', 'b']);
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
  });

  test.each(['/garbage', '/nul-in-header', '/endless-header', '/long-header'])(
    'reports %s in one sentence as a probe error',
    async (path) => {
      const error: unknown = await get(path).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ProbeError);
      expect((error as Error).message.length).toBeLessThan(400);
    },
  );
}

describe('undici', () => {
  judge(byUndici);

  test('refuses control characters in a header', async () => {
    await expect(byUndici('/control-in-header')).rejects.toThrow(ProbeError);
  });

  test('gives up on endless headers', async () => {
    await expect(byUndici('/endless-headers')).rejects.toThrow(ProbeError);
  });

  test('reports endless slow headers as no answer', async () => {
    expect(await byUndici('/slow-headers', WAIT_MS)).toMatchObject({ kind: 'timed out' });
  });
});

// in a batch, which runs on Linux only
const hasCurl = process.platform === 'linux' && ['curl', 'sha256sum'].every(onPath);

(hasCurl ? describe : describe.skip)('curl (Linux, with curl)', () => {
  judge(byCurl);

  test.each(['/endless-headers', '/endless-continue'])('gives up on %s, which is not a timeout', async (path) => {
    expect(await byCurl(path)).toEqual({ kind: 'reset' });
  });

  test('keeps control characters in a header as data', async () => {
    expect(await byCurl('/control-in-header')).toMatchObject({ headers: { 'x-odd': 'a\u001B[2J\uFFFDb' } });
  });

  test('reports endless slow headers as an unfinished answer', async () => {
    expect(await byCurl('/slow-headers', WAIT_MS)).toMatchObject({ kind: 'unfinished', why: 'timed out' });
  });

  test("a header cannot fake curl's report", async () => {
    const curl = await ending(curlCommand(`${server.url}/forged-report`, LIMIT_MS).words);
    expect(readCurl(curl, LIMIT_MS)).toMatchObject({ status: 404, address: '127.0.0.1' });
    expect(curlError(curl.stderr)).toBeUndefined();
  });

  test('an endless page has no digest, and its file is limited', async () => {
    const digest = await ending(digestCommand(`${server.url}/endless-chunks`).words);
    expect(digest.stdout).toMatch(new RegExp(`^${FILE_LIMIT_BYTES}\n`));
    expect(() => readDigest(digest, 'nginx requested the page')).toThrow(ProbeError);
  });

  test('the digest of an incomplete page has an error', async () => {
    const digest = await ending(digestCommand(`${server.url}/shorter-than-announced`).words);
    expect(readDigest(digest, 'nginx requested the page')).toMatchObject({
      bytes: 4,
      error: expect.stringContaining('(18)'),
    });
  });
});
