import { renameSync, rmSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse, createServer, request } from 'node:http';
import { type Socket, connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request to the engine's API. */
export interface Call {
  readonly method: string;
  /** Without the version and the query: `/containers/create`. */
  readonly path: string;
  /** The name of a container to create, or the empty string. */
  readonly name: string;
}

/** Any JSON; an alteration knows the part of the API that it alters. */
// oxlint-disable-next-line typescript/no-explicit-any -- the bodies of all requests of the API, of all its versions
export type Body = any;

/** How requests to the engine's API and their responses are altered. */
export interface Alteration {
  /** Gives the path and query to request instead: `/containers/ID/stop?t=0`. */
  readonly instead?: (call: Call, url: string) => string;
  /** Alters a request's body in place. */
  readonly request?: (call: Call, body: Body) => void;
  /** Alters a response's body, in place or by returning another one. */
  readonly answer?: (call: Call, body: Body) => Body;
  /** What a response waits for, once the engine has given it. */
  readonly hold?: (call: Call) => Promise<void>;
}

/** A proxy in place of an engine's socket, which can alter requests and responses. */
export interface ApiProxy {
  /** Sets how requests and responses are altered; with undefined, they are forwarded unchanged. */
  alter(alteration: Alteration | undefined): void;
  /** How many requests and responses were altered since then. */
  alteredCount(): number;
  /** Restores the engine's own socket. */
  close(): Promise<void>;
}

/**
 * Replaces an engine's unix socket by a proxy at the same path. Streams and hijacked connections (exec, attach) are
 * forwarded unchanged.
 */
export async function openProxy(socket: string): Promise<ApiProxy> {
  const own = `${socket}.engine`;
  renameSync(socket, own);
  let alteration: Alteration | undefined;
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    forward(own, incoming, outgoing, alteration, () => (count += 1)).catch(() => outgoing.destroy());
  });
  // as Docker Engine: an idle connection is the client's to close, or a request sent just then is lost
  server.keepAliveTimeout = 0;
  server.on('upgrade', (incoming: IncomingMessage, client: Socket, head: Buffer) =>
    forwardUpgrade(own, incoming, client, head),
  );
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    alter(next) {
      alteration = next;
      count = 0;
    },
    alteredCount: () => count,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(socket, { force: true });
      renameSync(own, socket);
    },
  };
}

function callOf({ method = '', url = '' }: IncomingMessage): Call {
  const { pathname, searchParams } = new URL(url, 'http://engine');
  return { method, path: pathname.replace(/^\/v[\d.]+/, ''), name: searchParams.get('name') ?? '' };
}

async function forward(
  own: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  alteration: Alteration | undefined,
  count: () => void,
): Promise<void> {
  const call = callOf(incoming);
  const { method = 'GET', headers } = incoming;
  const url = redirected(
    incoming.url ?? '/',
    (requested) => alteration?.instead?.(call, requested) ?? requested,
    count,
  );
  const isJson = (headers['content-type'] ?? '').includes('json');
  const body =
    alteration?.request && isJson
      ? altered(await text(incoming), (parsed) => alteration.request?.(call, parsed), count)
      : undefined;
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const forwarded = request({ socketPath: own, method, path: url, headers: { ...headers, ...length } });
  forwarded.once('error', () => outgoing.destroy());
  forwarded.once('response', (answer) => {
    const alter = alteration?.answer && ((parsed: unknown) => alteration.answer?.(call, parsed));
    Promise.resolve(alteration?.hold?.(call))
      .then(() => respond(answer, outgoing, alter, count))
      .catch(() => outgoing.destroy());
  });
  outgoing.once('close', () => forwarded.destroy());
  if (body === undefined) incoming.pipe(forwarded);
  else forwarded.end(body);
}

/** The URL to request instead, with the same API version. */
function redirected(url: string, instead: (url: string) => string, count: () => void): string {
  const [, version = '', requested = url] = url.match(/^(\/v[\d.]+)?(.*)$/s) ?? [];
  const other = instead(requested);
  if (other !== requested) count();
  return `${version}${other}`;
}

type Alter = (body: unknown) => unknown;

async function respond(
  answer: IncomingMessage,
  outgoing: ServerResponse,
  alter: Alter | undefined,
  count: () => void,
): Promise<void> {
  const { statusCode = 500, headers } = answer;
  // a stream of events or progress has no length, and is forwarded at once
  const isWhole = headers['content-length'] !== undefined || headers['transfer-encoding'] === 'chunked';
  const isJson = (headers['content-type'] ?? '').startsWith('application/json');
  if (!alter || !isWhole || !isJson || isStream(answer)) {
    outgoing.writeHead(statusCode, headers);
    // a client that requests events waits for the headers, and the first event may come late
    outgoing.flushHeaders();
    answer.pipe(outgoing);
    return;
  }
  const body = altered(await text(answer), alter, count);
  const { 'transfer-encoding': _, ...others } = headers;
  outgoing.writeHead(statusCode, { ...others, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** Events and progress are streams of JSON. */
function isStream({ req }: IncomingMessage & { req?: { path?: string } }): boolean {
  return /\/(events|images\/(load|create))/.test(req?.path ?? '');
}

/** A JSON body, altered in place or replaced; any other body unchanged. */
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

function forwardUpgrade(own: string, { method, url, headers }: IncomingMessage, client: Socket, head: Buffer): void {
  const engine = connect(own, () => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
    engine.write(`${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    engine.write(head);
    client.pipe(engine).pipe(client);
  });
  engine.on('error', () => client.destroy());
  client.on('error', () => engine.destroy());
}
