import type Dockerode from 'dockerode';
import type { DescribedEntry } from '../behaviour/catalogue.ts';
import { cacheFolder } from '../engine/embedded/cache.ts';
import { defaultSuite, suiteNamed } from '../engine/embedded/suites.ts';
import { type Endpoint, connect } from '../engine/endpoint.ts';
import { findEngine } from '../engine/find.ts';
import { accessToUsers } from '../engine/host-access.ts';
import { type Fingerprint, identify } from '../engine/identify.ts';
import type { Run } from '../engine/run.ts';
import { imagesOnEngine } from '../images/resolve.ts';
import { type Role, type RoleImage, roles } from '../images/roles.ts';
import { doctorText } from '../report/doctor.ts';
import { surveyed } from './surveyed.ts';

type Images = Partial<Record<Role, Pick<RoleImage, 'reference'>>>;

/** How long an engine may be silent that is only looked at. */
const IDLE_LIMIT_MS = 5_000;

/**
 * npm start -- --doctor: what the user's engine and its host are, what would be judged there and what not, and why.
 * Starts no scenario, pulls and builds no image.
 */
export async function doctor(asked: readonly DescribedEntry[]): Promise<number> {
  const started = performance.now();
  const { endpoint, tunnel, tried } = await findEngine();
  if (!endpoint) {
    console.log(withoutEngine(tried));
    return 0;
  }
  try {
    console.log(await lookAt(endpoint, asked));
    console.log(`Looked at in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return 0;
  } finally {
    await tunnel?.close();
  }
}

async function lookAt(endpoint: Endpoint, asked: readonly DescribedEntry[]): Promise<string> {
  const engine = connect(endpoint, IDLE_LIMIT_MS);
  const [reported, images] = await Promise.all([identify(engine, endpoint), imagesOnEngine(engine)]);
  const fingerprint = await lookedAt(engine, endpoint, reported, images);
  const run: Run = {
    id: '',
    owner: '',
    records: '',
    engine: fingerprint,
    host: await accessToUsers(fingerprint.location),
    hosts: { kind: 'none', because: 'the engine is not an embedded one, and PEER_DOCKER_HOST names no second' },
    preparation: { engine: 0, images: 0 },
  };
  return `${doctorText(run, asked)}\n\n${imagesInWords(images)}`;
}

/** Without the image that a survey is made with, nothing is seen from a container. */
async function lookedAt(
  engine: Dockerode,
  endpoint: Endpoint,
  reported: Fingerprint,
  { nginx }: Images,
): Promise<Fingerprint> {
  return nginx ? surveyed(engine, endpoint, reported, nginx) : reported;
}

function imagesInWords(images: Images): string {
  const missing = roles.filter((role) => !images[role]);
  if (missing.length === 0) return `Images: ${roles.map((role) => images[role]?.reference).join(', ')}`;
  const unseen = images.nginx ? '' : '; until then, nothing was asked from a container, and more may turn out';
  return `Images: ${missing.join(', ')} not on the engine yet: npm start pulls or builds them${unseen}`;
}

function withoutEngine(tried: readonly { where: string; why: string }[]): string {
  const looked = tried.map(({ where, why }) => `  ${where}: ${why}`);
  const { holds, name } = suiteNamed(defaultSuite);
  const possible = process.platform === 'linux' && process.getuid?.() === 0;
  return [
    'No container engine found.',
    ...looked,
    possible
      ? `npm start starts an embedded ${holds} (${name}, cached in ${cacheFolder()}); it is removed after the run.`
      : 'An embedded engine needs Linux and root: start a Docker or Podman engine, or set DOCKER_HOST.',
  ].join('\n');
}
