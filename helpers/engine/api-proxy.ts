import { renameSync, rmSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse, createServer, request } from 'node:http';
import { type Socket, connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** A call of the engine's API, as it passes the proxy. */
export interface Call {
  readonly method: string;
  /** Without the version and the query: `/containers/create`. */
  readonly path: string;
  /** The name that a container is created under, or the empty string. */
  readonly name: string;
}

/** Anything that JSON can say; a fault knows which part of the API it alters. */
// oxlint-disable-next-line typescript/no-explicit-any -- the bodies of all calls of the API, of all its versions
export type Body = any;

/** How calls of the engine's API are altered on their way. */
export interface Alteration {
  /** Gives what is asked for in the place of a call's path and query: `/containers/ID/stop?t=0`. */
  readonly instead?: (call: Call, url: string) => string;
  /** Alters a request's body in place. */
  readonly request?: (call: Call, body: Body) => void;
  /** Alters an answer's body: in place, or by giving another one back. */
  readonly answer?: (call: Call, body: Body) => Body;
}

/** A proxy in the place of an engine's socket, which can break one thing at a time. */
export interface ApiProxy {
  /** Has the proxy alter calls in this way, or none. */
  breaks(fault: Alteration | undefined): void;
  /** How many calls the fault altered since it was set. */
  altered(): number;
  /** Puts the engine's own socket back. */
  close(): Promise<void>;
}

/**
 * Takes the place of an engine's unix socket: clients find the proxy at the path where the engine was. Streams, and
 * connections that are taken over (exec, attach), pass as they are.
 */
export async function openProxy(socket: string): Promise<ApiProxy> {
  const own = `${socket}.engine`;
  renameSync(socket, own);
  let fault: Alteration | undefined;
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    pass(own, incoming, outgoing, fault, () => (count += 1)).catch(() => outgoing.destroy());
  });
  server.on('upgrade', (incoming: IncomingMessage, client: Socket, head: Buffer) =>
    takeOver(own, incoming, client, head),
  );
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    breaks(next) {
      fault = next;
      count = 0;
    },
    altered: () => count,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(socket, { force: true });
      renameSync(own, socket);
    },
  };
}

/** What a request asks for. */
function callOf({ method = '', url = '' }: IncomingMessage): Call {
  const { pathname, searchParams } = new URL(url, 'http://engine');
  return { method, path: pathname.replace(/^\/v[\d.]+/, ''), name: searchParams.get('name') ?? '' };
}

async function pass(
  own: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: Alteration | undefined,
  count: () => void,
): Promise<void> {
  const call = callOf(incoming);
  const { method = 'GET', headers } = incoming;
  const url = redirected(incoming.url ?? '/', (asked) => fault?.instead?.(call, asked) ?? asked, count);
  const isJson = (headers['content-type'] ?? '').includes('json');
  const body =
    fault?.request && isJson
      ? altered(await text(incoming), (parsed) => fault.request?.(call, parsed), count)
      : undefined;
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const asked = request({ socketPath: own, method, path: url, headers: { ...headers, ...length } });
  asked.once('error', () => outgoing.destroy());
  asked.once('response', (answer) => {
    tell(answer, outgoing, fault?.answer && ((parsed) => fault.answer?.(call, parsed)), count).catch(() =>
      outgoing.destroy(),
    );
  });
  outgoing.once('close', () => asked.destroy());
  if (body === undefined) incoming.pipe(asked);
  else asked.end(body);
}

/** Another call in the place of one; the version of the API stays before it. */
function redirected(url: string, instead: (url: string) => string, count: () => void): string {
  const [, version = '', asked = url] = url.match(/^(\/v[\d.]+)?(.*)$/s) ?? [];
  const other = instead(asked);
  if (other !== asked) count();
  return `${version}${other}`;
}

type Alter = (body: unknown) => unknown;

async function tell(
  answer: IncomingMessage,
  outgoing: ServerResponse,
  alter: Alter | undefined,
  count: () => void,
): Promise<void> {
  const { statusCode = 500, headers } = answer;
  // a stream of events or progress has no length, and is not waited for
  const isWhole = headers['content-length'] !== undefined || headers['transfer-encoding'] === 'chunked';
  const isJson = (headers['content-type'] ?? '').startsWith('application/json');
  if (!alter || !isWhole || !isJson || isStream(answer)) {
    outgoing.writeHead(statusCode, headers);
    answer.pipe(outgoing);
    return;
  }
  const body = altered(await text(answer), alter, count);
  const { 'transfer-encoding': _, ...kept } = headers;
  outgoing.writeHead(statusCode, { ...kept, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** Events and the progress of loading are JSON as well, one after another, for as long as it takes. */
function isStream({ req }: IncomingMessage & { req?: { path?: string } }): boolean {
  return /\/(events|images\/(load|create))/.test(req?.path ?? '');
}

/** A body in JSON, altered in place or replaced; as it was where it is no JSON. */
function altered(body: string, alter: Alter, count: () => void): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return body;
  }
  const before = JSON.stringify(parsed);
  const after = JSON.stringify(alter(parsed) ?? parsed);
  if (after !== before) count();
  return after;
}

function takeOver(own: string, { method, url, headers }: IncomingMessage, client: Socket, head: Buffer): void {
  const engine = connect(own, () => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
    engine.write(`${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    engine.write(head);
    client.pipe(engine).pipe(client);
  });
  engine.on('error', () => client.destroy());
  client.on('error', () => engine.destroy());
}
