import type Dockerode from 'dockerode';
import type { DescribedEntry } from '../behaviour/catalogue.ts';
import { cacheFolder } from '../engine/embedded/cache.ts';
import { defaultSuite, suiteNamed } from '../engine/embedded/suites.ts';
import { type Endpoint, connect } from '../engine/endpoint.ts';
import { findEngine } from '../engine/find.ts';
import { accessToUserEngine } from '../engine/host-access.ts';
import { type Fingerprint, identify } from '../engine/identify.ts';
import type { Run } from '../engine/run.ts';
import { suiteCommand } from '../engine/suite-command.ts';
import { imagesOnEngine } from '../images/resolve.ts';
import { type Role, type RoleImage, roles } from '../images/roles.ts';
import { doctorText } from '../report/doctor.ts';
import { indented } from '../report/terminal.ts';
import { seconds } from '../report/printed-values.ts';
import { usersCompose } from './compose.ts';
import { surveyed } from './survey.ts';

type Images = Partial<Record<Role, Pick<RoleImage, 'reference'>>>;

/** How long a request may take without traffic. */
const IDLE_LIMIT_MS = 5_000;

/**
 * npm start -- --doctor: prints the user's engine and its host as detected, how many behaviours are supported, and what the
 * others require; with `name`, a Docker context or an address, that engine. It starts no scenario, and pulls and builds no image.
 */
export async function doctor(entries: readonly DescribedEntry[], name?: string): Promise<number> {
  const started = performance.now();
  const { endpoint, tunnel, tried } = await findEngine(name);
  if (!endpoint) {
    console.log(indented(withoutEngine(tried), 0));
    return 0;
  }
  try {
    console.log(await inspectEngine(endpoint, entries));
    console.log(`Inspected in ${seconds(performance.now() - started)}`);
    return 0;
  } finally {
    await tunnel?.close();
  }
}

async function inspectEngine(endpoint: Endpoint, entries: readonly DescribedEntry[]): Promise<string> {
  const engine = connect(endpoint, IDLE_LIMIT_MS);
  const [reported, images] = await Promise.all([identify(engine, endpoint), imagesOnEngine(engine)]);
  const fingerprint = await surveyedIfPossible(engine, endpoint, reported, images);
  const run: Run = {
    id: '',
    owner: '',
    records: '',
    engine: fingerprint,
    host: await accessToUserEngine(fingerprint.location),
    hosts: { kind: 'none', because: 'the engine is not embedded, and PEER_DOCKER_HOST is not set' },
    compose: await usersCompose(),
    preparation: { engine: 0, images: 0 },
  };
  return `${doctorText(run, entries)}\n\n${imagesText(images)}`;
}

/** The survey of a host starts a container of the nginx image. */
async function surveyedIfPossible(
  engine: Dockerode,
  endpoint: Endpoint,
  reported: Fingerprint,
  { nginx }: Images,
): Promise<Fingerprint> {
  return nginx ? surveyed(engine, endpoint, reported, nginx) : reported;
}

function imagesText(images: Images): string {
  const missing = roles.filter((role) => !images[role]);
  if (missing.length === 0) return `Images: ${roles.map((role) => images[role]?.reference).join(', ')}`;
  const unseen = images.nginx
    ? ''
    : '; without nginx, nothing was probed from a container, and more behaviours may be unsupported';
  return `Images: ${missing.join(', ')} not on the engine yet; a run pulls or builds them${unseen}`;
}

function withoutEngine(tried: readonly { where: string; why: string }[]): string {
  const misses = tried.map(({ where, why }) => `  ${where}: ${why}`);
  const { holds, name } = suiteNamed(defaultSuite);
  const possible = process.platform === 'linux' && process.getuid?.() === 0 && process.env['ENGINE'] !== 'off';
  return [
    'No container engine found.',
    ...misses,
    possible
      ? `${suiteCommand('run')} starts an embedded ${holds} (${name}, cached in ${cacheFolder()}); it is removed after the run.`
      : 'An embedded engine needs Linux and root, and is not started with ENGINE=off: start a Docker or Podman engine, or set DOCKER_HOST.',
  ].join('\n');
}
