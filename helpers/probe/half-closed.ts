import { once } from 'node:events';
import { connect } from 'node:net';
import { errorCode, errorText } from '../engine/user-error.ts';
import { identityIn } from '../scenario/identity.ts';
import { OUTPUT_LIMIT_BYTES } from './limits.ts';
import { type PageAnswer, ProbeError } from './outcome.ts';
import { hostnameOf } from './request.ts';
import { connectErrorOfCode } from './system-error.ts';

/** How often a page is requested whose answer came before the client had ended its half. */
const TRIES = 5;

/**
 * Gets a page from this process over a connection of which it ends its own half with the request. An answer that came before
 * that end shows nothing about it, and the page is requested again; a connection that is reset after an answer is a reset
 * one, as the server keeps it open until the client has ended its half. Throws a ProbeError where no request could be sent,
 * or where every answer came too early.
 */
export async function fetchHalfClosed(url: string, limitMs: number): Promise<PageAnswer> {
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await fetchOnce(url, limitMs);
    if (answer) return answer;
  }
  throw new ProbeError(`each of ${TRIES} answers came before the client had ended its half of the connection`);
}

/** Undefined where the answer began before the client had ended its half. */
async function fetchOnce(url: string, limitMs: number): Promise<PageAnswer | undefined> {
  const { port, pathname, host } = new URL(url);
  const signal = AbortSignal.timeout(limitMs);
  const socket = connect({ host: hostnameOf(url), port: Number(port), allowHalfOpen: true, signal });
  const chunks: Buffer[] = [];
  let wasEarly = false;
  socket.on('data', (chunk: Buffer) => {
    wasEarly ||= !socket.writableFinished;
    chunks.push(chunk);
  });
  try {
    await once(socket, 'connect', { signal });
    socket.end(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await once(socket, 'end', { signal });
  } catch (error) {
    if (signal.aborted) return { kind: 'timed out', limitMs };
    const unreached = connectErrorOfCode(errorCode(error));
    if (unreached) return unreached;
    if (errorCode(error) !== 'ECONNRESET' && errorCode(error) !== 'EPIPE')
      throw new ProbeError(`the request could not be sent: ${errorText(error)}`);
    return { kind: 'reset' };
  } finally {
    socket.destroy();
  }
  return wasEarly ? undefined : answerIn(Buffer.concat(chunks).toString('latin1'), hostnameOf(url));
}

/** The answer in what was received; without one, the connection was ended like one that is reset. */
function answerIn(text: string, address: string): PageAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [, status] = head.match(/^HTTP\/1\.\d (\d+)/) ?? [];
  if (status === undefined) return { kind: 'reset' };
  const fields = head.split('\r\n').slice(1);
  const headers = Object.fromEntries(
    fields.map((line) => [line.replace(/:.*/, '').toLowerCase(), line.replace(/^[^:]*:\s*/, '')]),
  );
  const body = rest.join('\r\n\r\n');
  const known = { status: Number(status), headers, by: identityIn(headers), address };
  if (body.length === Number(headers['content-length']))
    return { kind: 'answered', ...known, body: body.slice(0, OUTPUT_LIMIT_BYTES) };
  return { kind: 'unfinished', ...known, body: body.slice(0, OUTPUT_LIMIT_BYTES), why: 'cut' };
}
