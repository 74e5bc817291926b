import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cp, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { arch } from 'node:os';
import { cacheFolder, buildOnce } from '../engine/embedded/cache.ts';
import { command } from '../engine/embedded/command.ts';
import { unpackDebian } from '../engine/embedded/mmdebstrap.ts';
import { builtReference, overlayFolder, recipe, recipeDigest } from './recipe.ts';
import { type Role, roles } from './roles.ts';

/** An image label: the suite built it, so `npm run clean` may remove it. */
export const BUILT_LABEL = 'docker-network-conformance.image';

/**
 * The archive, as `docker load` takes it, of the three images built from Debian's packages: one layer, three
 * configurations. Built once for each content of the recipe; `building` is told when it has to be.
 */
export function builtArchive(building: () => void): Promise<string> {
  return buildOnce(cacheFolder('images', `${recipeDigest}.tar`), building, async (work) => {
    await buildInto(work);
    return join(work, 'images.tar');
  });
}

async function buildInto(work: string): Promise<void> {
  const root = join(work, 'root');
  mkdirSync(work, { recursive: true });
  const { suite, packages, exclude } = recipe;
  await unpackDebian({ suite, packages, variant: 'extract', target: root });
  await cp(overlayFolder, root, { recursive: true });
  // no script of a package has run: what theirs would have made of use here, we make
  await rm(join(root, 'usr/bin/nslookup'), { force: true });
  for (const applet of ['ip', 'nslookup', 'ping', 'wget', 'nc', 'netstat']) await linkApplet(root, applet);
  const images = roles.map((role) => ({
    reference: builtReference(role),
    config: { ...recipe.images[role], Env: ['PATH=/usr/sbin:/usr/bin'], Labels: labelsOf(role) },
  }));
  await writeArchive(work, [{ root, exclude, images }]);
}

/** The probe is busybox, as in the public image; where a package brings the real program, that one stays. */
async function linkApplet(root: string, applet: string): Promise<void> {
  const taken = ['usr/bin', 'usr/sbin'].some((folder) => existsSync(join(root, folder, applet)));
  if (!taken) await symlink('busybox', join(root, 'usr/bin', applet));
}

/** A layer, which is a folder without what is left out, and the images that are made of it. */
export interface Layer {
  readonly root: string;
  /** As tar's --exclude takes it, of paths that begin with a slash. */
  readonly exclude: readonly string[];
  readonly images: readonly LayerImage[];
}

export interface LayerImage {
  readonly reference: string;
  readonly config: object;
  /** Files that it has not, though its layer has: a second layer takes them away. */
  readonly without?: readonly string[];
}

/** Writes images.tar into a folder, as `docker load` takes it: https://github.com/moby/docker-image-spec */
export async function writeArchive(work: string, layers: readonly Layer[]): Promise<string> {
  const folder = join(work, 'archive');
  const archive = join(work, 'images.tar');
  mkdirSync(folder, { recursive: true });
  const stable = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--hard-dereference'];
  const manifest: object[] = [];
  for (const [index, { root, exclude, images }] of layers.entries()) {
    const name = `layer-${index}.tar`;
    const layer = join(folder, name);
    const unwanted = exclude.map((path) => `--exclude=.${path}`);
    await command('tar', ['--create', '--file', layer, '--directory', root, ...unwanted, ...stable, '.']);
    const diffId = `sha256:${await digestOf(layer)}`;
    for (const { reference, config, without = [] } of images) {
      const file = `config-${manifest.length}.json`;
      const taken = without.length === 0 ? undefined : await takingAway(without, folder, `without-${manifest.length}`);
      const rootfs = { type: 'layers', diff_ids: [diffId, ...(taken ? [taken.diffId] : [])] };
      writeFileSync(join(folder, file), JSON.stringify({ architecture, os: 'linux', config, rootfs }));
      manifest.push({ Config: file, RepoTags: [reference], Layers: [name, ...(taken ? [taken.name] : [])] });
    }
  }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await command('tar', ['--create', '--file', archive, '--directory', folder, '.']);
  return archive;
}

/** A layer of whiteouts: https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts */
async function takingAway(
  paths: readonly string[],
  folder: string,
  what: string,
): Promise<{ name: string; diffId: string }> {
  const root = join(folder, '..', what);
  for (const path of paths) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, dirname(path), `.wh.${basename(path)}`), '');
  }
  const name = `${what}.tar`;
  await command('tar', ['--create', '--file', join(folder, name), '--directory', root, '--mtime=@0', '.']);
  return { name, diffId: `sha256:${await digestOf(join(folder, name))}` };
}

const architecture = arch() === 'x64' ? 'amd64' : arch();

function labelsOf(role: Role): Record<string, string> {
  const standIn = recipe.standIns.includes(role) ? { 'docker-network-conformance.stand-in': role } : {};
  return { [BUILT_LABEL]: recipeDigest, ...standIn };
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
