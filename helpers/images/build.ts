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

/** The label of images that the suite built, which `npm run clean` removes. */
export const BUILT_LABEL = 'docker-network-conformance.image';

/**
 * The `docker load` archive of the three images that are built from Debian's packages: one layer, three configurations.
 * It is cached by the recipe's content; `building` is called where it has to be built.
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
  // the packages' scripts have not run: these are the links that they create
  await rm(join(root, 'usr/bin/nslookup'), { force: true });
  for (const applet of ['ip', 'nslookup', 'ping', 'wget', 'nc', 'netstat']) await linkApplet(root, applet);
  const images = roles.map((role) => ({
    reference: builtReference(role),
    config: { ...recipe.images[role], Env: ['PATH=/usr/sbin:/usr/bin'], Labels: labelsOf(role) },
  }));
  await writeArchive(work, [{ root, exclude, images }]);
}

/** Links a busybox applet, as in the public busybox image, unless a package has the program. */
async function linkApplet(root: string, applet: string): Promise<void> {
  const taken = ['usr/bin', 'usr/sbin'].some((folder) => existsSync(join(root, folder, applet)));
  if (!taken) await symlink('busybox', join(root, 'usr/bin', applet));
}

/** A layer, made of a folder without excluded paths, and its images. */
export interface Layer {
  readonly root: string;
  /** Patterns of tar's --exclude, for paths that begin with a slash. */
  readonly exclude: readonly string[];
  readonly images: readonly LayerImage[];
}

export interface LayerImage {
  readonly reference: string;
  readonly config: object;
  /** Files of the layer that the image lacks: a second layer removes them. */
  readonly without?: readonly string[];
}

/** Writes images.tar for `docker load` into a folder: https://github.com/moby/docker-image-spec */
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
      const taken =
        without.length === 0 ? undefined : await whiteoutLayer(without, folder, `without-${manifest.length}`);
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
async function whiteoutLayer(
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
