import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cp, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { arch } from 'node:os';
import { cacheFolder, madeOnce } from '../engine/embedded/cache.ts';
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
  return madeOnce(cacheFolder('images', `${recipeDigest}.tar`), building, async (work) => {
    await buildInto(work);
    return join(work, 'images.tar');
  });
}

async function buildInto(work: string): Promise<void> {
  const root = join(work, 'root');
  const layer = join(work, 'archive', 'layer.tar');
  mkdirSync(dirname(layer), { recursive: true });
  const { suite, packages, exclude } = recipe;
  await unpackDebian({ suite, packages, variant: 'extract', target: root });
  await cp(overlayFolder, root, { recursive: true });
  // no script of a package has run: what theirs would have made of use here, we make
  await rm(join(root, 'usr/bin/nslookup'), { force: true });
  for (const applet of ['ip', 'nslookup', 'ping', 'wget', 'nc', 'netstat']) await linkApplet(root, applet);
  const unwanted = exclude.map((path) => `--exclude=.${path}`);
  const stable = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--hard-dereference'];
  await command('tar', ['--create', '--file', layer, '--directory', root, ...unwanted, ...stable, '.']);
  writeDescriptions(dirname(layer), await digestOf(layer));
  await command('tar', ['--create', '--file', join(work, 'images.tar'), '--directory', dirname(layer), '.']);
}

/** The probe is busybox, as in the public image; where a package brings the real program, that one stays. */
async function linkApplet(root: string, applet: string): Promise<void> {
  const taken = ['usr/bin', 'usr/sbin'].some((folder) => existsSync(join(root, folder, applet)));
  if (!taken) await symlink('busybox', join(root, 'usr/bin', applet));
}

/** manifest.json and a configuration for each role: https://github.com/moby/docker-image-spec */
function writeDescriptions(folder: string, layerDigest: string): void {
  const architecture = arch() === 'x64' ? 'amd64' : arch();
  const manifest = roles.map((role) => {
    const file = `${role}.json`;
    const config = { ...recipe.images[role], Env: ['PATH=/usr/sbin:/usr/bin'], Labels: labelsOf(role) };
    const description = {
      architecture,
      os: 'linux',
      config,
      rootfs: { type: 'layers', diff_ids: [`sha256:${layerDigest}`] },
    };
    writeFileSync(join(folder, file), JSON.stringify(description));
    return { Config: file, RepoTags: [builtReference(role)], Layers: ['layer.tar'] };
  });
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

function labelsOf(role: Role): Record<string, string> {
  const standIn = recipe.standIns.includes(role) ? { 'docker-network-conformance.stand-in': role } : {};
  return { [BUILT_LABEL]: recipeDigest, ...standIn };
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
