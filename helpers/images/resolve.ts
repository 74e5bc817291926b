import type Dockerode from 'dockerode';
import { UserError, errorCode, errorText } from '../engine/user-error.ts';
import { builtArchive } from './build.ts';
import { loadArchive, readProgress } from './load.ts';
import { programsIn } from './programs.ts';
import { builtReference, recipe } from './recipe.ts';
import { type Role, type RoleImage, type RoleImages, overrides, publicImages, roles } from './roles.ts';

/** How long a pull may take. */
const PULL_LIMIT_MS = 300_000;

/** The engine that needs images, and the possible sources of them. */
export interface Resolving {
  readonly engine: Dockerode;
  /** Whether the engine may reach a registry: an embedded one cannot. */
  readonly registry: boolean;
  readonly progress: (doing: string) => void;
  /** Another engine, from which an image that the user named is copied where this engine lacks it. */
  readonly from?: Dockerode;
}

/** Why a role has no image that need not be built. */
interface MissingImage {
  readonly role: Role;
  readonly reference: string;
  /** The error of the pull; undefined where no registry can be reached. */
  readonly why?: string | undefined;
}

/** An image on the engine, before its programs are looked up. */
type Resolved = Omit<RoleImage, 'programs'>;

/**
 * Finds or loads an image for each role: the user's, a local one, a pulled one, or one built from Debian's packages. Throws
 * a UserError where a role has none.
 */
export async function resolveImages(resolving: Resolving): Promise<RoleImages> {
  const found = await Promise.all(roles.map(async (role) => [role, await imageWithoutBuild(role, resolving)] as const));
  const missing = found.flatMap(([, image]) => ('id' in image ? [] : [image]));
  if (missing.length > 0) await loadBuilt(resolving, missing);
  const images = found.map(async ([role, resolved]) => {
    const image = 'id' in resolved ? resolved : await builtImage(role, resolving.engine);
    return [role, { ...image, programs: await programsIn(resolving.engine, role, image) }] as const;
  });
  return Object.fromEntries(await Promise.all(images)) as RoleImages;
}

/** Finds or loads the image of one role, in the same way. */
export async function resolveImage(role: Role, resolving: Resolving): Promise<RoleImage> {
  const found = await imageWithoutBuild(role, resolving);
  if (!('id' in found)) await loadBuilt(resolving, [found]);
  const image = 'id' in found ? found : await builtImage(role, resolving.engine);
  return { ...image, programs: await programsIn(resolving.engine, role, image) };
}

/** The images of roles that are on an engine already; nothing is pulled, built or loaded. */
export async function imagesOnEngine(engine: Dockerode): Promise<Partial<Record<Role, Resolved>>> {
  const found = roles.map(async (role) => {
    const override = process.env[overrides[role]];
    const reference = override || publicImages[role];
    const id = await idOf(engine, reference);
    if (id) return [role, { reference, id, origin: override ? 'override' : 'local', standIn: false }] as const;
    return [role, override ? undefined : await builtImage(role, engine).catch(() => undefined)] as const;
  });
  const there = (await Promise.all(found)).filter(([, image]) => image !== undefined);
  return Object.fromEntries(there);
}

async function imageWithoutBuild(role: Role, resolving: Resolving): Promise<Resolved | MissingImage> {
  const { engine, registry, progress } = resolving;
  const override = process.env[overrides[role]];
  if (override) return overrideImage(role, override, resolving);
  const reference = publicImages[role];
  const local = await idOf(engine, reference);
  if (local) return { reference, id: local, origin: 'local', standIn: false };
  const alreadyBuilt = await builtImage(role, engine).catch(() => undefined);
  if (alreadyBuilt) return alreadyBuilt;
  if (!registry) return { role, reference };
  const why = await pullError(engine, reference, progress);
  if (why !== undefined) return { role, reference, why };
  return { reference, id: (await idOf(engine, reference)) ?? reference, origin: 'pulled', standIn: false };
}

async function overrideImage(
  role: Role,
  reference: string,
  { engine, registry, progress, from }: Resolving,
): Promise<Resolved> {
  if (from && !(await idOf(engine, reference)) && (await idOf(from, reference))) await copy(reference, from, engine);
  const missing = !(await idOf(engine, reference));
  const why = !missing
    ? undefined
    : registry
      ? await pullError(engine, reference, progress)
      : 'no registry is reachable';
  const id = await idOf(engine, reference);
  if (id) return { reference, id, origin: 'override', standIn: false };
  throw new UserError(
    `${overrides[role]} is "${reference}", which the engine does not have and cannot pull (${why}): load it, correct the name, or unset ${overrides[role]}.`,
  );
}

/** `docker save REFERENCE | docker load` */
async function copy(reference: string, from: Dockerode, to: Dockerode): Promise<void> {
  await readProgress(to, await to.loadImage(await from.getImage(reference).get()));
}

async function builtImage(role: Role, engine: Dockerode): Promise<Resolved> {
  const reference = builtReference(role);
  const id = await idOf(engine, reference);
  if (!id) throw new Error(`the engine loaded the built images, but does not have ${reference}`);
  return { reference, id, origin: 'built', standIn: recipe.standIns.includes(role) };
}

/** Loads the images that are built, in place of those that could not be pulled. */
async function loadBuilt({ engine, progress }: Resolving, missing: readonly MissingImage[]): Promise<void> {
  const archive = await builtArchive(() =>
    progress("building the nginx, grafana and probe images from Debian's packages"),
  ).catch((error: unknown) => {
    throw neitherPulledNorBuilt(error, missing);
  });
  progress('loading the images into the engine');
  await loadArchive(engine, archive);
}

/** The error of a build, behind the reason of the failed pull that it should have replaced: the user has a registry or none. */
function neitherPulledNorBuilt(error: unknown, missing: readonly MissingImage[]): unknown {
  const reasons = new Set(missing.flatMap(({ why }) => why ?? []));
  if (!(error instanceof UserError) || reasons.size === 0) return error;
  const references = missing.map(({ reference }) => reference).join(', ');
  const variables = missing.map(({ role }) => overrides[role]).join(', ');
  return new UserError(
    `The engine cannot pull ${references} (${[...reasons].join('; ')}), and images cannot be built on this machine (${error.why}): pull or load these images on the engine, or name others in ${variables}.`,
  );
}

/** Pulls an image. Gives the error; undefined where it succeeded. */
async function pullError(
  engine: Dockerode,
  reference: string,
  progress: Resolving['progress'],
): Promise<string | undefined> {
  progress(`pulling ${reference}`);
  try {
    const stream = await engine.pull(reference, { abortSignal: AbortSignal.timeout(PULL_LIMIT_MS) });
    await readProgress(engine, stream);
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}

async function idOf(engine: Dockerode, reference: string): Promise<string | undefined> {
  try {
    return (await engine.getImage(reference).inspect()).Id;
  } catch (error) {
    if (errorCode(error) === 404) return undefined;
    throw error;
  }
}
