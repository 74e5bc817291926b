import { createHash } from 'node:crypto';
import { docker20, docker28 } from './engines.ts';
import type { SuiteSetting, TrialHost } from './host.ts';
import { elsewhere, withoutNeeds } from './unsupported.ts';

/** The file that `docker context create work --docker host=unix:///run/docker.sock` writes. */
const contextFile = `.docker/contexts/meta/${createHash('sha256').update('work').digest('hex')}/meta.json`;
const context = JSON.stringify({ Name: 'work', Endpoints: { docker: { Host: 'unix:///run/docker.sock' } } });

/** dockerd also listens on TCP, without TLS. */
const overTcp: SuiteSetting = { place: 'lan', env: { DOCKER_HOST: 'tcp://198.51.100.2:2375' } };

const at = (
  engine: string,
  name: string,
  description: string,
  suite: SuiteSetting,
  more: Partial<TrialHost> = {},
): TrialHost => ({
  engine,
  name,
  description,
  suite,
  ...more,
});

const listening: TrialHost['options'] = { dockerd: ['--host=tcp://198.51.100.2:2375'] };

const withoutLan = ['lan-host', 'macvlan'];
const notRoot = (needs: readonly string[]) =>
  withoutNeeds([...needs, 'root-on-engine-host'], 'A user without root may not change the network of the host');
const lan = { args: ['--lan'] };

/** A bridge that is up, as an engine's is with a container on it. */
const bridge =
  'ip link add br-user type bridge && ip address add 172.18.0.1/16 dev br-user && ip link set br-user up && ip link add veth-user type veth peer name veth-peer && ip link set veth-user master br-user up && ip link set veth-peer up';

const unreachable = withoutNeeds(['published-ports'], 'The published ports are unreachable from there');

export const placeHosts: readonly TrialHost[] = [
  ...[docker20, docker28].flatMap((engine) => [
    at(
      engine,
      'non-root-user',
      'A user without root, in the group docker, runs the suite',
      { uid: 1234 },
      { differs: notRoot(withoutLan) },
    ),
    at(
      engine,
      'non-root-user-lan',
      'A user without root, in the group docker, runs the suite with --lan',
      { uid: 1234, ...lan },
      { differs: notRoot([]) },
    ),
    at(
      engine,
      'root-without-sys-admin',
      'Root without CAP_SYS_ADMIN, as in a container on the host network, runs the suite',
      { commandPrefix: ['setpriv', '--bounding-set=-sys_admin', '--'] },
      { differs: notRoot(withoutLan) },
    ),
    at(
      engine,
      'in-container',
      "The suite runs in a container with the engine's socket mounted",
      { place: 'container' },
      { differs: elsewhere(withoutLan) },
    ),
    at(
      engine,
      'in-container-lan',
      "The suite runs with --lan in a container with the engine's socket mounted",
      { place: 'container', ...lan },
      { differs: elsewhere([]) },
    ),
    at(
      engine,
      'other-namespace',
      "The suite runs in another network namespace, with the host's name and files",
      { place: 'namespace' },
      { differs: { ...elsewhere(withoutLan), ...unreachable } },
    ),
    at(engine, 'over-tcp', 'The suite runs on a LAN host, and connects to the engine over TCP', overTcp, {
      options: listening,
      differs: elsewhere(withoutLan),
    }),
    at(
      engine,
      'over-tcp-lan',
      'The suite runs with --lan on a LAN host, and connects to the engine over TCP',
      { ...overTcp, ...lan },
      { options: listening, differs: elsewhere([]) },
    ),
  ]),
  at(
    docker20,
    'over-tcp-same-gateway',
    'The suite connects to the engine over TCP from a LAN host with a bridge of the address that a network of the engine gets',
    { ...overTcp, commandPrefix: ['sh', '-c', `${bridge} && exec "$@"`, 'sh'] },
    { options: listening, differs: elsewhere(withoutLan) },
  ),
  at(docker20, 'context-variable', "DOCKER_CONTEXT names one of the user's contexts", {
    env: { DOCKER_CONTEXT: 'work' },
    home: { [contextFile]: context },
  }),
  at(docker20, 'context-current', 'The current Docker context names the engine (docker context use)', {
    home: { [contextFile]: context, '.docker/config.json': JSON.stringify({ currentContext: 'work' }) },
  }),
];
