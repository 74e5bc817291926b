import { once } from 'node:events';
import { type Socket, createServer } from 'node:net';

const OK = 'HTTP/1.1 200 OK\r\nX-Container: dnc-1\r\n';
const PIECE = 'x'.repeat(0x4000);

/** The answers of a hostile server, by path. */
const answers: Record<string, (client: Socket) => void> = {
  '/endless-body': (client) => writeEndlessly(client, `${OK}\r\n`, PIECE),
  '/endless-chunks': (client) =>
    writeEndlessly(client, `${OK}Transfer-Encoding: chunked\r\n\r\n`, `4000\r\n${PIECE}\r\n`),
  '/endless-headers': (client) => writeEndlessly(client, OK, 'X-More: yes\r\n'.repeat(1000)),
  '/endless-header': (client) => writeEndlessly(client, `${OK}X-Long: `, PIECE),
  '/endless-continue': (client) => writeEndlessly(client, '', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(100)),
  '/long-header': (client) => client.end(`${OK}X-Long: ${PIECE.repeat(5)}\r\nContent-Length: 2\r\n\r\nok`),
  '/slow-body': (client) => drip(client, `${OK}Content-Length: 1000\r\n\r\n`, 'x'),
  '/slow-headers': (client) => drip(client, OK, 'X-More: yes\r\n'),
  '/no-answer': () => undefined,
  '/loop': (client) => client.end('HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n'),
  '/shorter-than-announced': (client) => client.end(`${OK}Content-Length: 100\r\n\r\npart`),
  '/reset-in-body': (client) => {
    client.write(`${OK}Content-Length: 100\r\n\r\npart`);
    setTimeout(() => client.resetAndDestroy(), 50);
  },
  '/bytes': (client) => {
    client.write(`${OK}Content-Length: 7\r\n\r\n`);
    client.end(Buffer.from([0, 0xff, 0xfe, 0x1b, 0x9b, 0x41, 0x0a]));
  },
  '/control-in-header': (client) => client.end(`${OK}X-Odd: a\u001B[2J\u009Bb\r\nContent-Length: 0\r\n\r\n`, 'latin1'),
  '/nul-in-header': (client) => client.end(`${OK}X-Odd: a\0b\r\n\r\n`),
  '/forged-report': (client) =>
    client.end('HTTP/1.1 404 No\r\nX-Odd: a\r@curl 200 6.6.6.6\rcurl: (7) forged\r\nContent-Length: 0\r\n\r\n'),
  '/prototype': (client) => client.end(`${OK}__proto__: a\r\nconstructor: b\r\nContent-Length: 0\r\n\r\n`),
  '/garbage': (client) => client.end('\u0000\u0001garbage\n'),
};

/** A server on 127.0.0.1 with these answers. */
export interface HostileServer {
  readonly url: string;
  end(): Promise<void>;
}

/** Starts a hostile server on a free port. */
export async function startHostileServer(): Promise<HostileServer> {
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.on('error', () => undefined).once('close', () => clients.delete(client));
    client.once('data', (request) => answers[request.toString('latin1').split(' ')[1] ?? '']?.(client));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    end: async () => {
      for (const client of clients) client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function writeEndlessly(client: Socket, head: string, piece: string): void {
  const more = (): void => {
    while (!client.destroyed && client.write(piece));
  };
  client.write(head);
  client.on('drain', more);
  more();
}

function drip(client: Socket, head: string, piece: string): void {
  client.write(head);
  const timer = setInterval(() => client.write(piece), 20);
  client.once('close', () => clearInterval(timer));
}
