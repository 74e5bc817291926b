import { createHash } from 'node:crypto';
import { docker20, docker28 } from './engines.ts';
import type { SuiteSetting, TrialHost } from './host.ts';
import { withoutNeeds } from './needing.ts';

/** As `docker context create work --docker host=unix:///run/docker.sock` leaves it. */
const contextFile = `.docker/contexts/meta/${createHash('sha256').update('work').digest('hex')}/meta.json`;
const context = JSON.stringify({ Name: 'work', Endpoints: { docker: { Host: 'unix:///run/docker.sock' } } });

/** dockerd listens on TCP as well, without TLS. */
const overTcp: SuiteSetting = { place: 'lan', env: { DOCKER_HOST: 'tcp://198.51.100.2:2375' } };

const at = (
  engine: string,
  name: string,
  sentence: string,
  suite: SuiteSetting,
  more: Partial<TrialHost> = {},
): TrialHost => ({
  engine,
  name,
  sentence,
  suite,
  ...more,
});

const listening: TrialHost['options'] = { dockerd: ['--host=tcp://198.51.100.2:2375'] };

const asRoot = ['root-on-engine-host', 'macvlan'];
const notRoot = withoutNeeds(asRoot, 'An ordinary user may not change the network of the host');
const elsewhere = withoutNeeds(
  [...asRoot, 'engine-at-localhost', 'engine-on-this-machine'],
  "The suite is not in the network of the engine's host",
);

const outOfReach = withoutNeeds(['published-ports'], 'Nothing leads from there to the published ports');

export const placeHosts: readonly TrialHost[] = [
  ...[docker20, docker28].flatMap((engine) => [
    at(
      engine,
      'ordinary-user',
      'An ordinary user, in the group docker, runs the suite',
      { uid: 1234 },
      { differs: notRoot },
    ),
    at(
      engine,
      'in-container',
      "The suite runs in a container that has the engine's socket",
      { place: 'container' },
      { differs: elsewhere },
    ),
    at(
      engine,
      'other-namespace',
      "The suite runs in another network namespace, with the host's name and files",
      { place: 'namespace' },
      { differs: { ...elsewhere, ...outOfReach } },
    ),
    at(engine, 'over-tcp', 'The suite runs on another machine of the link, and asks the engine over TCP', overTcp, {
      options: listening,
      differs: elsewhere,
    }),
  ]),
  at(docker20, 'context-variable', 'DOCKER_CONTEXT names a context of the user', {
    env: { DOCKER_CONTEXT: 'work' },
    home: { [contextFile]: context },
  }),
  at(docker20, 'context-current', 'The Docker context that the user switched to names the engine', {
    home: { [contextFile]: context, '.docker/config.json': JSON.stringify({ currentContext: 'work' }) },
  }),
];
