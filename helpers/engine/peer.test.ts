import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { connect } from './endpoint.ts';
import { type NamedPeer, namedPeer, pairUp } from './peer.ts';
import { UserError } from './user-error.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** An engine's report of itself, and of the nodes that it manages. */
interface Reported {
  readonly name: string;
  readonly state?: string;
  readonly manages?: readonly string[];
}

/** An engine as the user names it: a server that answers as Docker's does. */
async function engineThat({ name, state = 'active', manages }: Reported): Promise<NamedPeer> {
  const Swarm = {
    NodeID: state === 'active' ? nodeOf(name) : '',
    LocalNodeState: state,
    ControlAvailable: manages !== undefined,
  };
  const answers: Record<string, unknown> = {
    '/_ping': 'OK',
    '/info': { ID: `id of ${name}`, Name: name, Swarm },
    ...(manages ? { '/nodes': manages.map((ID) => ({ ID })) } : {}),
  };
  const server = createServer(({ url = '' }, response) => {
    const body = answers[url] ?? { message: 'This node is not a swarm manager.' };
    response.writeHead(url in answers ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return named(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const nodeOf = (name: string): string => `node of ${name}`;

const named = (dockerHost: string): NamedPeer => ({
  endpoint: { dockerHost, source: 'PEER_DOCKER_HOST' },
  named: dockerHost,
});

/** Pairs the engine of a run up with its peer. */
async function pair(own: Reported, other: Reported | NamedPeer): ReturnType<typeof pairUp> {
  const { endpoint } = await engineThat(own);
  return pairUp(connect(endpoint), 'endpoint' in other ? other : await engineThat(other));
}

/** The error, which must be one sentence that names the variable. */
async function complaintOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  const { message } = error as UserError;
  expect(message).toMatch(/^[^\n]*PEER_DOCKER_HOST[^\n]*[^.\n]\.$/);
  expect(message).not.toMatch(/\. [A-Z]/);
  return message;
}

const both = [nodeOf('own'), nodeOf('other')];

describe('two nodes of one swarm are a pair', () => {
  test.each([
    ['its own engine where that is one', { name: 'own', manages: both }, { name: 'other' }, 'own'],
    ['the peer where only that is one', { name: 'own' }, { name: 'other', manages: both }, 'peer'],
    ['its own engine where both are', { name: 'own', manages: both }, { name: 'other', manages: both }, 'own'],
  ])('whose manager is %s', async (_, own, other, manager) => {
    const peer = await engineThat(other);
    await expect(pair(own, peer)).resolves.toEqual({
      kind: 'peer',
      endpoint: peer.endpoint,
      manager,
      because: '"own" and "other" are in one swarm',
    });
  });
});

describe('an engine is refused as a peer', () => {
  test('that is the engine of the run, by another address', async () => {
    const same = { name: 'own', manages: [nodeOf('own')] };
    await expect(complaintOf(pair(same, same))).resolves.toMatch(
      /^PEER_DOCKER_HOST is tcp:\/\/127\.0\.0\.1:\d+, the engine that the suite runs on \("own"\): name /,
    );
  });

  test.each(['inactive', 'pending', 'locked'])('while one of the two is not in a swarm, but %s', async (state) => {
    const manager = { manages: [nodeOf('own')] };
    await expect(complaintOf(pair({ name: 'own', state }, { name: 'other' }))).resolves.toContain(
      `the engine that the suite runs on ("own") is not in a swarm (its state is ${state})`,
    );
    await expect(complaintOf(pair({ name: 'own', ...manager }, { name: 'other', state }))).resolves.toMatch(
      new RegExp(String.raw`the engine at tcp://\S+ \("other"\) is not in a swarm \(its state is ${state}\)`),
    );
  });

  test('where neither of the two is a manager', async () => {
    await expect(complaintOf(pair({ name: 'own' }, { name: 'other' }))).resolves.toMatch(
      /^Neither the engine that the suite runs on nor tcp:\S+, named by .* is a manager of the swarm/,
    );
  });

  test.each([
    ['its own engine manages', { name: 'own', manages: [nodeOf('own')] }, { name: 'other' }],
    ['the peer manages', { name: 'own' }, { name: 'other', manages: [nodeOf('other')] }],
    ['both manage', { name: 'own', manages: [nodeOf('own')] }, { name: 'other', manages: [nodeOf('other')] }],
  ])('that is in another swarm, where %s', async (_, own, other) => {
    await expect(complaintOf(pair(own, other))).resolves.toMatch(
      /^The engine at tcp:\S+, named by PEER_DOCKER_HOST, is not in the swarm of/,
    );
  });

  test('that does not answer', async () => {
    await expect(complaintOf(pair({ name: 'own' }, named('tcp://127.0.0.1:1')))).resolves.toBe(
      'No container engine answers at tcp://127.0.0.1:1 (from PEER_DOCKER_HOST): connection refused; start it, or correct the address.',
    );
  });

  test('that does not answer through a tunnel, with the error of ssh', async () => {
    const tunnel = {
      dockerHost: 'tcp://127.0.0.1:1',
      hostName: 'far.example',
      complaint: () => 'ssh: Could not resolve hostname far.example',
      close: async () => undefined,
    };
    const peer = { ...named(tunnel.dockerHost), named: 'ssh://far.example', tunnel };
    await expect(complaintOf(pair({ name: 'own' }, peer))).resolves.toMatch(
      /^No container engine answers at ssh:\/\/far\.example \(from PEER_DOCKER_HOST\): ssh: Could not resolve hostname far\.example; /,
    );
  });
});

/** Sets environment variables, or unsets them. */
function set(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

describe('PEER_DOCKER_HOST', () => {
  const { PEER_DOCKER_HOST, PEER_DOCKER_CERT_PATH } = process.env;
  afterEach(() => set({ PEER_DOCKER_HOST, PEER_DOCKER_CERT_PATH }));

  test.each([
    ['unset', undefined],
    ['empty', ''],
  ])('names no peer where it is %s', async (_, value) => {
    set({ PEER_DOCKER_HOST: value });
    await expect(namedPeer()).resolves.toBeUndefined();
  });

  test('names a peer, with its certificates where configured', async () => {
    const dockerHost = 'tcp://10.0.0.2:2376';
    set({ PEER_DOCKER_HOST: dockerHost, PEER_DOCKER_CERT_PATH: undefined });
    await expect(namedPeer()).resolves.toEqual(named(dockerHost));

    set({ PEER_DOCKER_CERT_PATH: '/certs' });
    const { endpoint } = named(dockerHost);
    await expect(namedPeer()).resolves.toEqual({ endpoint: { ...endpoint, certPath: '/certs' }, named: dockerHost });
  });

  test('with certificates that cannot be read is refused', async () => {
    set({ PEER_DOCKER_HOST: 'tcp://10.0.0.2:2376', PEER_DOCKER_CERT_PATH: '/nowhere' });
    const peer = (await namedPeer()) as NamedPeer;
    await expect(complaintOf(pair({ name: 'own' }, peer))).resolves.toBe(
      'PEER_DOCKER_HOST is configured for TLS, but /nowhere/ca.pem cannot be read: correct the folder, or unset it.',
    );
  });

  test.each(['/run/docker.sock', '10.0.0.2:2375', 'tcp://', 'unix://run/docker.sock', 'ssh://', 'ssh://far.example/x'])(
    'is refused where it is malformed: %s',
    async (value) => {
      set({ PEER_DOCKER_HOST: value });
      await expect(complaintOf(namedPeer())).resolves.toMatch(
        /^PEER_DOCKER_HOST is malformed: found ".*, expected an /,
      );
    },
  );
});
