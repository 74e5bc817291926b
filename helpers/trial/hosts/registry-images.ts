import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, buildOnce } from '../../engine/embedded/cache.ts';
import { command } from '../../engine/embedded/command.ts';
import { unpackDebian } from '../../engine/embedded/mmdebstrap.ts';
import { type Layer, type LayerImage, writeArchive } from '../../images/build.ts';
import { overlayFolder, recipe } from '../../images/recipe.ts';

const FIXTURES = fileURLToPath(new URL('../../../fixtures/trial/images/', import.meta.url));

/** The reference of an image that is built like one of a registry. */
export const registryImage = (name: string): string => `registry-like/${name}:1`;

const EVERYWHERE = [...recipe.exclude, '/usr/share/bash-completion/*', '/usr/share/perl/*'];
const PERL = '/usr/bin/perl';
const IPROUTE = ['/usr/bin/ip', '/usr/sbin/ip', '/usr/bin/ss'];

/** A proxy that does not exist. */
const proxies = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'].map(
  (name) => `${name}=http://192.0.2.9:3128`,
);

const nginxConfig = {
  Entrypoint: ['/docker-entrypoint.sh'],
  Cmd: ['nginx', '-g', 'daemon off;'],
  Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...proxies, 'NGINX_VERSION=1.28.0'],
  ExposedPorts: { '80/tcp': {} },
  StopSignal: 'SIGQUIT',
  Healthcheck: { Test: ['CMD-SHELL', 'curl -f http://localhost/ || exit 1'], Interval: 1e9 },
  Volumes: { '/var/cache/nginx': {} },
};

const grafanaConfig = {
  User: '472',
  WorkingDir: '/usr/share',
  Entrypoint: ['/run.sh'],
  Env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'GF_LOG_MODE=file', 'GF_LOG_LEVEL=error', 'GF_SERVER_HTTP_PORT=3333'],
  ExposedPorts: { '3000/tcp': {} },
};

const probeConfig = { Cmd: ['sh'], Env: ['PATH=/bin'] };

/**
 * An archive of images like those of registries: nginx (an entrypoint, a healthcheck, a volume, no iproute2, and no perl,
 * as on Alpine), nginx-with-perl (as on Debian), nginx-unprivileged, Grafana (a non-root user, an entrypoint, busybox's
 * tools), busybox, and images that lack a program. Cached by the content of the files that it is built from.
 */
export function registryImages(): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of readdirSync(FIXTURES).toSorted()) digest.update(readFileSync(join(FIXTURES, file)));
  const target = cacheFolder('images', `registry-images-${digest.digest('hex').slice(0, 12)}.tar`);
  return buildOnce(target, () => undefined, build);
}

async function build(work: string): Promise<string> {
  const [debian, alpine, busybox, glibc] = ['debian', 'alpine', 'busybox', 'glibc'].map((name) => join(work, name));
  if (!debian || !alpine || !busybox || !glibc) throw new Error('a folder is missing');
  const { suite, packages } = recipe;
  mkdirSync(work, { recursive: true });
  await unpackDebian({ suite, packages, variant: 'extract', target: debian });
  await unpackDebian({ suite, packages: ['busybox-static'], variant: 'extract', target: join(work, 'static') });
  makeDebian(debian);
  await makeAlpine(debian, alpine);
  const fixed = join(work, 'static', 'usr/bin/busybox');
  await makeBusybox(fixed, [fixed], busybox);
  // the other layers have a ping of their own
  await command('cp', [fixed, join(debian, 'usr/bin/ping')]);
  await makeBusybox(join(debian, 'usr/bin/busybox'), ['chroot', debian, '/usr/bin/busybox'], glibc);
  mkdirSync(join(glibc, 'usr'));
  for (const path of ['usr/lib', 'usr/lib64', 'lib', 'lib64'])
    await command('cp', ['--archive', join(debian, path), join(glibc, path)]);
  return writeArchive(work, layersOf(debian, alpine, busybox, glibc));
}

const image = (name: string, config: object, ...without: string[]): LayerImage => ({
  reference: registryImage(name),
  config,
  without,
});

function layersOf(debian: string, alpine: string, busybox: string, glibc: string): Layer[] {
  return [
    {
      root: debian,
      exclude: [...EVERYWHERE, ...IPROUTE, '/usr/bin/busybox'],
      images: [
        image('nginx', nginxConfig, PERL),
        image('nginx-with-perl', nginxConfig),
        image('nginx-unprivileged', { ...nginxConfig, User: '101', Volumes: {} }, PERL),
        image('nginx-without-ping', nginxConfig, PERL, '/usr/bin/ping'),
        image('nginx-without-curl', nginxConfig, '/usr/bin/curl'),
        image('nginx-without-bash', nginxConfig, '/usr/bin/bash'),
        image('nginx-without-sh', nginxConfig, '/usr/bin/sh', '/usr/bin/dash', '/usr/bin/bash'),
      ],
    },
    {
      root: alpine,
      exclude: EVERYWHERE,
      images: [image('grafana', grafanaConfig), image('grafana-without-curl', grafanaConfig, '/usr/bin/curl')],
    },
    {
      root: busybox,
      exclude: [],
      images: [image('busybox', probeConfig), image('busybox-without-ip', probeConfig, '/bin/ip')],
    },
    { root: glibc, exclude: EVERYWHERE, images: [image('busybox-glibc', probeConfig)] },
  ];
}

/** Files that the packages' scripts would have created, and the entrypoint of nginx's image. */
function makeDebian(root: string): void {
  cpSync(overlayFolder, root, { recursive: true });
  cpSync(join(FIXTURES, 'nginx-entrypoint'), join(root, 'docker-entrypoint.sh'));
  chmodSync(join(root, 'docker-entrypoint.sh'), 0o755);
}

/** Grafana's image: bash, curl and its program; busybox has all other tools. */
async function makeAlpine(debian: string, root: string): Promise<void> {
  await command('cp', ['--archive', debian, root]);
  const kept = new Set(['bash', 'curl', 'busybox', 'nginx', 'ld.so']);
  for (const folder of ['usr/bin', 'usr/sbin'])
    for (const name of readdirSync(join(root, folder))) if (!kept.has(name)) await rm(join(root, folder, name));
  await linkApplets(['chroot', debian, '/usr/bin/busybox'], join(root, 'usr/bin'), kept);
  cpSync(join(FIXTURES, 'grafana-run'), join(root, 'run.sh'));
  chmodSync(join(root, 'run.sh'), 0o755);
}

/** busybox's image: one program in /bin with a link for each applet. */
async function makeBusybox(program: string, running: readonly string[], root: string): Promise<void> {
  for (const folder of ['bin', 'etc', 'root']) mkdirSync(join(root, folder), { recursive: true });
  mkdirSync(join(root, 'tmp'));
  chmodSync(join(root, 'tmp'), 0o1777);
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\n');
  await command('cp', [program, join(root, 'bin/busybox')]);
  await linkApplets(running, join(root, 'bin'), new Set(['busybox']));
}

/** Creates a link for each applet that busybox lists. */
async function linkApplets(
  [program = '', ...args]: readonly string[],
  folder: string,
  except: ReadonlySet<string>,
): Promise<void> {
  const applets = (await command(program, [...args, '--list'])).trim().split('\n');
  for (const applet of applets.filter((name) => !except.has(name))) await symlink('busybox', join(folder, applet));
}
