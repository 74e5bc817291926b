import { createServer } from 'node:http';

/** An HTTP server of the test process, on a free port of its machine. */
export interface RunningListener {
  readonly kind: 'listener';
  readonly name: string;
  readonly id: string;
  /** The identity in its answers. */
  readonly identity: string;
  /** Its URL at 127.0.0.1. */
  readonly url: string;
  readonly port: number;
  end(): Promise<void>;
}

/** Starts a listener, on the loopback address or on all addresses. */
export async function startListener(name: string, identity: string, everywhere: boolean): Promise<RunningListener> {
  const server = createServer((_, response) => response.writeHead(200, { 'X-Container': identity }).end());
  await new Promise<void>((resolve) => server.listen(0, everywhere ? undefined : '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    kind: 'listener',
    name,
    id: identity,
    identity,
    url: `http://127.0.0.1:${port}`,
    port,
    end: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
