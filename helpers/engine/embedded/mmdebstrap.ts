import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { onPath } from '../on-path.ts';
import { UserError } from '../user-error.ts';
import { cacheFolder, diskFull, buildOnce } from './cache.ts';
import { CommandError, command } from './command.ts';

/** What to unpack, and how. */
interface Unpacking {
  readonly suite: string;
  readonly packages: readonly string[];
  /** Those that come from Debian's experimental, by default none. */
  readonly experimental?: readonly string[];
  /** `minbase`: a small system with configured packages. `extract`: the packages' files, without running their scripts. */
  readonly variant: 'minbase' | 'extract';
  readonly target: string;
}

/** A request to a mirror that fails once is repeated. */
const RETRIES = 'Acquire::Retries "2"';

/**
 * Unpacks Debian packages and their dependencies into a folder. Nothing is installed on this machine.
 * Throws a UserError where Debian's mirror cannot be reached or the disk is full.
 */
export async function unpackDebian({ suite, packages, experimental = [], variant, target }: Unpacking): Promise<void> {
  const tools = await mmdebstrapFolder();
  const mirror = debianMirror();
  const options = [
    `--variant=${variant}`,
    // the Release files of a snapshot are out of date
    '--aptopt=Acquire::Check-Valid-Until "false"',
    '--aptopt=Apt::Install-Recommends "false"',
    // apt's user may not read the cache folder, which can be below /root
    '--aptopt=APT::Sandbox::User "root"',
    `--aptopt=${RETRIES}`,
    '--aptopt=Acquire::http::Timeout "20"',
    '--aptopt=Acquire::https::Timeout "20"',
    `--include=${packages.join(',')}`,
    ...(tools ? [`--keyring=${join(tools, 'usr/share/keyrings')}`] : []),
  ];
  const temporary = `${target}.tmp`;
  await rm(temporary, { recursive: true, force: true });
  mkdirSync(temporary);
  const isExperimental = experimental.length > 0;
  if (isExperimental) options.push(fromExperimental(experimental, join(temporary, 'preferences')));
  const sources = isExperimental ? sourcesOf([suite, 'experimental'], mirror) : mirror ? [mirror] : [];
  try {
    const [program, ...words] = [...ownNamespaces(), 'mmdebstrap', ...options, suite, target];
    const env = { ...toolEnvironment(tools), TMPDIR: temporary };
    await command(program, [...words, ...sources], env);
  } catch (error) {
    throw explain(error, `unpacking ${suite} from Debian's packages`, mirror);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** apt prefers experimental for no package that is not named. The option gives the new system such a preference. */
function fromExperimental(packages: readonly string[], file: string): string {
  writeFileSync(file, `Package: ${packages.join(' ')}\nPin: release a=experimental\nPin-Priority: 990\n`);
  const folder = '"$1/etc/apt/preferences.d"';
  return `--setup-hook=mkdir -p ${folder} && cp ${file} ${folder}/experimental.pref`;
}

/** Where Debian's suites are by default. */
const DEFAULT_MIRROR = 'http://deb.debian.org/debian';

function sourcesOf(suites: readonly string[], mirror = DEFAULT_MIRROR): string[] {
  return suites.map((suite) => `deb ${mirror} ${suite} main`);
}

/** For root, mmdebstrap's mounts and child processes end with it, even where it is killed. */
function ownNamespaces(): string[] {
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private'];
  return process.getuid?.() === 0 ? ['unshare', ...namespaces, '--'] : [];
}

/** The mirror to use: `DEBIAN_MIRROR`, else the one that apt uses on a Debian host, else mmdebstrap's own default. */
function debianMirror(): string | undefined {
  if (process.env['DEBIAN_MIRROR']) return process.env['DEBIAN_MIRROR'];
  const folder = '/etc/apt/sources.list.d';
  const files = [
    '/etc/apt/sources.list',
    ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []),
  ];
  const uris = files
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => /^\s*(deb|URIs:)\s/.test(line))
    .flatMap((line) => line.match(/https?:\/\/\S+/g) ?? []);
  return uris.find((uri) => /\/debian\/?$/.test(uri));
}

/** The folder with mmdebstrap; undefined where it is installed on this machine. */
async function mmdebstrapFolder(): Promise<string | undefined> {
  if (onPath('mmdebstrap') && existsSync('/usr/share/keyrings/debian-archive-keyring.gpg')) return undefined;
  if (!onPath('apt-get') || !onPath('dpkg-deb')) {
    throw new UserError(
      'An embedded engine and built images need apt, which was not found: start Docker or Podman, or use Debian or Ubuntu.',
      'apt was not found',
    );
  }
  return buildOnce(cacheFolder('tools'), () => undefined, downloadTools);
}

/** Downloads mmdebstrap and its missing dependencies, with apt's state in a separate folder. */
async function downloadTools(work: string): Promise<string> {
  const [root, archives] = [join(work, 'root'), join(work, 'cache/archives')];
  for (const folder of [root, join(archives, 'partial'), join(work, 'lists/partial')])
    mkdirSync(folder, { recursive: true });
  let updateError: unknown;
  try {
    const apt = await separateApt(work);
    // a source may fail as long as another one has the packages
    await apt('update').catch((error: unknown) => (updateError = error));
    const packages = ['mmdebstrap', 'debian-archive-keyring'];
    await apt('install', '--yes', '--no-install-recommends', '--download-only', '--reinstall', ...packages);
    for (const name of readdirSync(archives).filter((file) => file.endsWith('.deb'))) {
      await command('dpkg-deb', ['--extract', join(archives, name), root]);
    }
    return root;
  } catch (error) {
    // a list that could not be fetched is why a package is not known
    const isUnknown = error instanceof CommandError && error.complaint.includes('Unable to locate package');
    throw explain((isUnknown && updateError) || error, 'fetching mmdebstrap with apt', undefined);
  }
}

/** apt-get with the machine's sources and proxies, without its hooks, and with its lists and downloads in `work`. */
async function separateApt(work: string): Promise<(...args: string[]) => Promise<string>> {
  const acquiring = (await command('apt-config', ['dump'])).split('\n').filter((line) => line.startsWith('Acquire::'));
  const configuration = [
    ...acquiring,
    `${RETRIES};`,
    // it would only warn of a source that cannot be reached
    'APT::Update::Error-Mode "any";',
    'Acquire::http::Timeout "20";',
    'Dir::Etc::Parts "/dev/null";',
    'Dir::Etc::Main "/dev/null";',
    `Dir::State::lists "${work}/lists";`,
    `Dir::Cache "${work}/cache";`,
    'Debug::NoLocking "1";',
  ];
  const file = join(work, 'apt.conf');
  writeFileSync(file, `${configuration.join('\n')}\n`);
  return (...args) => command('apt-get', ['--quiet', ...args], { APT_CONFIG: file });
}

function toolEnvironment(tools: string | undefined): Record<string, string> {
  if (!tools) return {};
  return {
    PATH: [join(tools, 'usr/bin'), process.env['PATH'] ?? ''].join(delimiter),
    PERL5LIB: ['usr/share', 'usr/lib'].flatMap((folder) => perlFolders(join(tools, folder))).join(':'),
  };
}

/** Debian's folders of Perl modules: perl5, perl/5.40, and the same below the architecture. */
function perlFolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^([^/]+-linux-[^/]+\/)?perl(5|\/5\.\d+|5\/5\.\d+)$/.test(path))
    .map((path) => join(folder, path));
}

function explain(error: unknown, doing: string, mirror: string | undefined): unknown {
  if (!(error instanceof CommandError)) return error;
  if (error.diskFull) return diskFull(doing);
  const from = mirror ? `the mirror ${mirror}` : "apt's sources";
  return new UserError(
    `Failed ${doing} with ${from} (${error.complaint}): check the network connection, or set DEBIAN_MIRROR.`,
    error.complaint,
  );
}
