import {
  behaviour,
  createMany,
  describe,
  differing,
  fact,
  figure,
  identitiesIn,
  leftOutOfScript,
  openMany,
  portsOf,
  required,
  scenario,
  startMany,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/';
const needs = ['lab'] as const;

/** Host ports of an engine's host that nothing else runs on. */
const RANGE = { first: 21_000, count: 100 };

/** Those of them that the next container publishes. */
const AGAIN = { first: 21_095, count: 5 };

const CONNECTIONS = 500;

describe('Containers with many published ports and connections, and a LAN host', () => {
  const world = scenario(({ engineHost, lanHost }) => ({ host: engineHost(), lanHost: lanHost() }));

  const create = async () => required('the network', (await createMany(world.host, 1))[0]?.network);
  let creating: ReturnType<typeof create> | undefined;
  const network = () => (creating ??= create());
  const onNetwork = async (options: Parameters<typeof startMany>[2]) => {
    const [started] = await startMany(world.host, await network(), options);
    return required('the container', started);
  };
  const address = () => required("address of the engine's host", world.host.lab?.nic.address);

  behaviour(
    'scale.hundred-ports',
    'A container that publishes a range of a hundred ports answers at each of them, and frees all of them',
    {
      docs,
      needs,
      limitMs: 240_000,
      relies: ['published-ports', 'fixed-host-port', 'from-lan'],
      why: 'An FTP or media server is unreachable at some ports of its range, or cannot be started a second time.',
    },
    () =>
      leftOutOfScript(`a container that publishes ${RANGE.count} ports`, async () => {
        const { lanHost } = world;
        const targets = portsOf(RANGE).map((port) => ({ address: address(), port }));
        await network();
        const started = performance.now();
        const server = await onNetwork({ names: ['server'], range: RANGE });
        figure('starting a container that publishes a hundred ports', performance.now() - started, 'ms');
        const pages = await openMany(lanHost, targets);
        fact('the host ports at which others answer', differing(answersOf(server, RANGE), identitiesIn(pages))).is([]);
        await server.remove();
        const afterwards = await openMany(lanHost, targets);
        fact('how many host ports answer after its removal', afterwards.open).is(0);
        // five of these ports show as well as all hundred whether any is still bound
        const second = await onNetwork({ names: ['next'], range: AGAIN });
        const again = await openMany(
          lanHost,
          portsOf(AGAIN).map((port) => ({ address: address(), port })),
        );
        const next = answersOf(second, AGAIN);
        fact('the host ports at which others answer the second time', differing(next, identitiesIn(again))).is([]);
      }),
  );

  behaviour(
    'scale.many-connections',
    'A published port answers five hundred connections that are open at once',
    {
      docs,
      needs,
      relies: ['published-ports', 'from-lan'],
      why: 'A web server with many users refuses some of them, though it is idle.',
    },
    () =>
      leftOutOfScript(`${CONNECTIONS} connections at once`, async () => {
        const { lanHost } = world;
        const server = await onNetwork({ names: ['busy'] });
        const pages = await openMany(lanHost, [{ address: address(), port: server.hostPort(), times: CONNECTIONS }]);
        figure(
          'requests to a published port over five hundred connections',
          (CONNECTIONS * 1000) / pages.tookMs,
          'per second',
        );
        fact('how many connections are open at once', pages.open).is(CONNECTIONS);
        fact('how many of them each server answers', pages.answers[0]?.by).is({ [server.identity]: CONNECTIONS });
      }),
  );
});

/** The answers of a server at each port of a range, as it sees the port. */
function answersOf({ identity }: { readonly identity: string }, range: typeof RANGE): string[] {
  return portsOf(range).map((port) => `${identity} at ${port}`);
}
