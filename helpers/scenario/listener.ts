import { createServer } from 'node:http';

/** A server of the test process, at a free port of the machine that it runs on. */
export interface RunningListener {
  readonly kind: 'listener';
  readonly name: string;
  readonly id: string;
  /** What its answers carry. */
  readonly identity: string;
  /** Its URL at the loopback address. */
  readonly url: string;
  readonly port: number;
  end(): Promise<void>;
}

/** Starts a listener, on the loopback address or on all; `identity` is what its answers carry. */
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
