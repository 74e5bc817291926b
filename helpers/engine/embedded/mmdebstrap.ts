import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { withLock } from '../lock.ts';
import { UserError } from '../user-error.ts';
import { cacheFolder, diskFull } from './cache.ts';
import { CommandError, command } from './command.ts';

/** What to unpack, and how. */
export interface Unpacking {
  readonly suite: string;
  readonly packages: readonly string[];
  /** `minbase`: a small system, its packages configured. `extract`: their files, no script of theirs run. */
  readonly variant: 'minbase' | 'extract';
  /** Paths that are left out, as dpkg's --path-exclude takes them. */
  readonly exclude?: readonly string[];
  readonly target: string;
}

/**
 * Unpacks Debian packages, with all that they depend on, into a folder. Nothing is installed on this machine.
 * Throws a UserError where Debian's mirror cannot be reached or the disk is full.
 */
export async function unpackDebian({ suite, packages, variant, exclude = [], target }: Unpacking): Promise<void> {
  const tools = await mmdebstrapFolder();
  const mirror = debianMirror();
  const options = [
    `--variant=${variant}`,
    // a mirror that is a frozen copy holds Release files past their date
    '--aptopt=Acquire::Check-Valid-Until "false"',
    '--aptopt=Apt::Install-Recommends "false"',
    '--aptopt=Acquire::Retries "2"',
    '--aptopt=Acquire::http::Timeout "20"',
    '--aptopt=Acquire::https::Timeout "20"',
    ...exclude.map((path) => `--dpkgopt=path-exclude=${path}`),
    `--include=${packages.join(',')}`,
    ...(tools ? [`--keyring=${join(tools, 'usr/share/keyrings')}`] : []),
  ];
  try {
    await command('mmdebstrap', [...options, suite, target, ...(mirror ? [mirror] : [])], toolEnvironment(tools));
  } catch (error) {
    throw explain(error, `unpacking ${suite} from Debian's packages`, mirror);
  }
}

/** The mirror to use: `DEBIAN_MIRROR`, else the one that apt uses on a Debian host, else mmdebstrap's own default. */
function debianMirror(): string | undefined {
  if (process.env['DEBIAN_MIRROR']) return process.env['DEBIAN_MIRROR'];
  const folder = '/etc/apt/sources.list.d';
  const files = ['/etc/apt/sources.list', ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [])];
  const uris = files
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => /^\s*(deb|URIs:)\s/.test(line))
    .flatMap((line) => line.match(/https?:\/\/\S+/g) ?? []);
  return uris.find((uri) => /\/debian\/?$/.test(uri));
}

/** The folder that holds mmdebstrap, or undefined where the system has it: then PATH finds it. */
async function mmdebstrapFolder(): Promise<string | undefined> {
  if (onPath('mmdebstrap') && existsSync('/usr/share/keyrings/debian-archive-keyring.gpg')) return undefined;
  if (!onPath('apt-get') || !onPath('dpkg-deb')) {
    throw new UserError(
      'An embedded engine and built images are unpacked with apt, which this machine has not: start a Docker or Podman engine, or use Debian or Ubuntu.',
    );
  }
  const tools = cacheFolder('tools');
  mkdirSync(dirname(tools), { recursive: true });
  await withLock(`${tools}.lock`, async () => {
    if (!existsSync(tools)) await downloadTools(tools);
  });
  return tools;
}

/** Fetches mmdebstrap, and what of its dependencies this machine lacks, with apt's state in a folder of our own. */
async function downloadTools(tools: string): Promise<void> {
  const work = `${tools}.new`;
  await rm(work, { recursive: true, force: true });
  for (const folder of ['lists/partial', 'cache/archives/partial', 'root']) mkdirSync(join(work, folder), { recursive: true });
  const apt = ['-q', '-o', `Dir::State::lists=${work}/lists`, '-o', `Dir::Cache=${work}/cache`, '-o', 'Debug::NoLocking=1'];
  try {
    // sources that fail here do not matter as long as one holds the packages
    await command('apt-get', [...apt, '-o', 'Acquire::http::Timeout=20', 'update']).catch(() => undefined);
    const wanted = ['mmdebstrap', 'debian-archive-keyring'];
    await command('apt-get', [...apt, 'install', '--yes', '--no-install-recommends', '--download-only', '--reinstall', ...wanted]);
    const archives = join(work, 'cache/archives');
    for (const name of readdirSync(archives).filter((file) => file.endsWith('.deb'))) {
      await command('dpkg-deb', ['--extract', join(archives, name), join(work, 'root')]);
    }
    await rename(join(work, 'root'), tools);
  } catch (error) {
    throw explain(error, 'fetching mmdebstrap with apt', undefined);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function toolEnvironment(tools: string | undefined): Record<string, string> {
  if (!tools) return {};
  const perl = ['usr/share/perl5', 'usr/share/perl', ...perlFolders(join(tools, 'usr/lib'))].map((path) => join(tools, path));
  return {
    PATH: [join(tools, 'usr/bin'), process.env['PATH'] ?? ''].join(delimiter),
    PERL5LIB: perl.join(':'),
  };
}

/** Where Debian keeps the architecture's Perl modules, below `lib`. */
function perlFolders(lib: string): string[] {
  if (!existsSync(lib)) return [];
  return readdirSync(lib, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^[^/]+\/perl(5|-base)?(\/5\.\d+)?$/.test(path))
    .map((path) => join('usr/lib', path));
}

function onPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

function explain(error: unknown, doing: string, mirror: string | undefined): unknown {
  if (!(error instanceof CommandError)) return error;
  if (error.diskFull) return diskFull(doing);
  const from = mirror ? `the mirror ${mirror}` : "apt's sources";
  return new UserError(`Failed ${doing} with ${from} (${error.message}); check the network, or set DEBIAN_MIRROR.`);
}
