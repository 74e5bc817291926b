import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type Dockerode from 'dockerode';
import { cacheFolder } from '../engine/embedded/cache.ts';
import { joinedWithAnd } from '../engine/joined-with-and.ts';
import { ownerOf } from '../engine/owner.ts';
import { readOutput } from '../engine/read-output.ts';
import { labelsOf } from '../engine/run.ts';
import { removeContainer } from '../engine/sweep.ts';
import { UserError, errorText } from '../engine/user-error.ts';
import { writeWhole } from '../engine/write-whole.ts';
import { type Role, type RoleImage, overrides } from './roles.ts';

/** The programs that a shell needs to run several commands and print their outputs. */
const shellTools = ['sh', 'cat', 'head', 'mktemp', 'rm', 'wc'];

/** The programs that send HTTP requests and datagrams and look up names in a container. */
const probingTools = [
  'bash',
  'curl',
  'dd',
  'env',
  'getent',
  'od',
  'printf',
  'readlink',
  'sed',
  'sha256sum',
  'timeout',
  'tr',
];

/** The programs to look up in the image of each role. */
interface Wanted {
  /** Without these, no behaviour can run. */
  readonly needed: readonly string[];
  /** Without these, some behaviours are unsupported: `needs.ts` names them. */
  readonly useful: readonly string[];
  /** One of these sends pings. */
  readonly pinging?: readonly [string, string];
}

/** nginx's module for datagrams, which an image may lack. */
const STREAM = "nginx's stream module";

export const wantedPrograms: Record<Role, Wanted> = {
  nginx: {
    needed: [...shellTools, ...probingTools, 'nginx', STREAM],
    useful: ['perl', 'ip', 'ping'],
    pinging: ['perl', 'ping'],
  },
  grafana: { needed: [...shellTools, ...probingTools], useful: [] },
  // for observing an engine's host from a container on the host network
  probe: { needed: [...shellTools, 'ip'], useful: [] },
};

/** How long the lookup of an image's programs may take. */
const LOOKUP_LIMIT_MS = 20_000;

/** Prints those of its arguments that are in a folder of PATH, one a line, and finally `done`. */
const LOOKUP = `
has() { IFS=:; for folder in $PATH; do [ -x "$folder/$1" ] && return; done; return 1; }
for program; do if has "$program"; then echo "$program"; fi; done
if has nginx; then
  {
    echo 'include /usr/share/nginx/modules-available/mod-stream.conf*;'
    echo 'error_log stderr; pid /tmp/stream.pid; events {} stream {}'
  } >/tmp/stream.conf
  nginx -t -q -c /tmp/stream.conf 2>/dev/null && echo "${STREAM}"
fi
echo done`;

/**
 * The programs that an image has, of those for its role; cached by image. Throws a UserError where it lacks a required
 * one.
 */
export async function programsIn(
  engine: Dockerode,
  role: Role,
  image: Omit<RoleImage, 'programs'>,
): Promise<readonly string[]> {
  const { needed, useful, pinging } = wantedPrograms[role];
  const wanted = [...needed, ...useful];
  // a built image has all of them
  if (image.origin === 'built') return wanted;
  const recipe = createHash('sha256')
    .update([image.id, LOOKUP, ...wanted].join('\0'))
    .digest('hex');
  const file = cacheFolder('images', 'programs', `${recipe.slice(0, 16)}.json`);
  const found = readCache(file) ?? (await lookUp(engine, role, image, wanted));
  writeCache(file, found);
  const missing = needed.filter((program) => !found.includes(program));
  if (missing.length > 0) throw missingProgramsError(role, image, `has no ${joinedWithAnd(missing)}`);
  if (pinging && !pinging.some((program) => found.includes(program)))
    throw missingProgramsError(role, image, `has neither ${pinging.join(' nor ')}`);
  return found;
}

async function lookUp(
  engine: Dockerode,
  role: Role,
  image: Omit<RoleImage, 'programs'>,
  wanted: readonly string[],
): Promise<string[]> {
  try {
    const lines = (await outputOf(engine, image.reference, ['-c', LOOKUP, 'sh', ...wanted])).trim().split('\n');
    if (lines.pop() !== 'done') throw new Error(lines.at(-1) || 'no output');
    return lines;
  } catch (error) {
    throw missingProgramsError(role, image, `does not run sh (${errorText(error).slice(0, 200)})`);
  }
}

/** The output of a container that runs sh with these arguments. */
async function outputOf(engine: Dockerode, image: string, args: readonly string[]): Promise<string> {
  const container = await engine.createContainer({
    Image: image,
    Entrypoint: ['sh'],
    Cmd: [...args],
    User: '0',
    Labels: labelsOf({ id: 'images', owner: ownerOf() }),
    HostConfig: { NetworkMode: 'none' },
  });
  try {
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    const [output] = await Promise.all([
      readOutput(stream, { waitingFor: 'sh to end', limitMs: LOOKUP_LIMIT_MS }),
      container.start(),
    ]);
    return output.toString('utf8');
  } finally {
    await removeContainer(engine, container.id);
  }
}

function missingProgramsError(role: Role, { reference, origin }: Omit<RoleImage, 'programs'>, how: string): UserError {
  const variable = overrides[role];
  const source = origin === 'override' ? `which ${variable} names` : `which is ${origin}`;
  const instead =
    origin === 'override' ? `name another image in ${variable}, or unset it` : `name another in ${variable}`;
  const { needed, pinging } = wantedPrograms[role];
  const all = [...needed, ...(pinging ? [pinging.join(' or ')] : [])];
  return new UserError(
    `The image ${reference} for the role ${role}, ${source}, ${how}: the suite needs ${joinedWithAnd(all)} in it; ${instead}.`,
  );
}

function readCache(file: string): string[] | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as string[];
  } catch {
    return undefined;
  }
}

/** Where the cache cannot be written, the next run looks them up again. */
function writeCache(file: string, found: readonly string[]): void {
  try {
    writeWhole(file, JSON.stringify(found));
  } catch {
    // the cache may be read-only
  }
}
