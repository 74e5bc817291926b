import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from '../../engine/embedded/command.ts';
import { errorText } from '../../engine/user-error.ts';
import { docker26 } from './engines.ts';
import type { SuiteSetting, TrialHost } from './host.ts';
import { LeftOut } from './left-out.ts';
import { elsewhere } from './unsupported.ts';

/** The address of every host of the trial. */
const ADDRESS = '198.51.100.2';

const SSH_PORT = 2222;

/** A user on a LAN host. */
const onLanHost = (
  env: Record<string, string>,
  home: Record<string, string>,
  args: readonly string[] = [],
): SuiteSetting => ({
  place: 'lan',
  args,
  uid: 1234,
  env,
  home,
  // ssh accepts no key that others may read
  commandPrefix: ['sh', '-c', 'chmod -R go= "$HOME"; exec "$@"', 'sh'],
});

/**
 * Makes keys in a temporary folder, and uses their content. Throws LeftOut where that fails, because this machine may
 * lack a program for it.
 */
async function withKeys<T>(
  make: (folder: string) => Promise<void>,
  use: (file: (name: string) => string) => T,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'dnc-keys-'));
  try {
    await make(folder);
    return use((name) => readFileSync(join(folder, name), 'utf8'));
  } catch (error) {
    throw new LeftOut(errorText(error));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Shell lines that write a file with mode 600. */
const writing = (path: string, content: string): string =>
  `mkdir -p "$(dirname ${path})"; (umask 077; cat >${path} <<'END'\n${content.trimEnd()}\nEND\n)`;

const request = (name: string) =>
  `req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=${name} -keyout @${name}-key.pem`.split(' ');

/** A certificate authority, and certificates of the engine and its client. */
async function makeCertificates(folder: string): Promise<void> {
  const openssl = (...args: string[]) =>
    command(
      'openssl',
      args.map((arg) => arg.replaceAll('@', `${folder}/`)),
    );
  await openssl(...request('ca'), '-x509', '-days', '2', '-out', '@ca.pem');
  for (const [name, extension] of [
    ['server', `subjectAltName=IP:${ADDRESS}`],
    ['client', 'extendedKeyUsage=clientAuth'],
  ] as const) {
    await openssl(...request(name), '-addext', extension, '-out', `@${name}.csr`);
    const sign = `x509 -req -days 2 -in @${name}.csr -CA @ca.pem -CAkey @ca-key.pem -CAcreateserial -copy_extensions copy`;
    await openssl(...sign.split(' '), '-out', `@${name}.pem`);
  }
}

/** As in https://docs.docker.com/engine/security/protect-access/ */
const overTls = (): Promise<Partial<TrialHost>> =>
  withKeys(makeCertificates, (file) => ({
    options: {
      beforeEngine: [
        writing('/run/tls/ca.pem', file('ca.pem')),
        writing('/run/tls/cert.pem', file('server.pem')),
        writing('/run/tls/key.pem', file('server-key.pem')),
      ].join('\n'),
      dockerd: [
        `--host=tcp://${ADDRESS}:2376`,
        '--tlsverify',
        ...['ca', 'cert', 'key'].map((name) => `--tls${name === 'ca' ? 'cacert' : name}=/run/tls/${name}.pem`),
      ],
    },
    suite: onLanHost(
      { DOCKER_HOST: `tcp://${ADDRESS}:2376`, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/mnt/home/certificates' },
      {
        'certificates/ca.pem': file('ca.pem'),
        'certificates/cert.pem': file('client.pem'),
        'certificates/key.pem': file('client-key.pem'),
      },
    ),
  }));

async function makeSshKeys(folder: string): Promise<void> {
  for (const name of ['host', 'user'])
    await command('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(folder, name)]);
}

/** An ssh server on the engine's host, and a user on a LAN host with a key for it. */
const overSsh =
  (
    env: Record<string, string>,
    home: Record<string, string>,
    { without = [], args = [] }: { without?: readonly string[]; args?: readonly string[] } = {},
  ) =>
  (): Promise<Partial<TrialHost>> =>
    withKeys(makeSshKeys, (file) => {
      const keys = {
        '.ssh/id_ed25519': file('user'),
        '.ssh/known_hosts': `[${ADDRESS}]:${SSH_PORT} ${file('host.pub')}`,
      };
      const given = Object.entries(keys).filter(([name]) => !without.includes(name));
      return {
        packages: ['openssh-server'],
        afterEngine: [
          writing('/run/ssh/host', file('host')),
          writing('/run/ssh/authorized', file('user.pub')),
          'mkdir -p /run/sshd',
          `/usr/sbin/sshd -f /dev/null -p ${SSH_PORT} -h /run/ssh/host -o StrictModes=no -o AuthorizedKeysFile=/run/ssh/authorized -o UsePAM=no`,
        ].join('\n'),
        suite: onLanHost(env, { ...Object.fromEntries(given), ...home }, args),
      };
    });

const address = `ssh://root@${ADDRESS}:${SSH_PORT}`;

/** The file that `docker context create far --docker host=ssh://engine` writes; ssh's configuration has `engine`. */
const contextFile = `.docker/contexts/meta/${createHash('sha256').update('far').digest('hex')}/meta.json`;
const context = JSON.stringify({ Name: 'far', Endpoints: { docker: { Host: 'ssh://engine' } } });
const configuration = `Host engine\n  HostName ${ADDRESS}\n  Port ${SSH_PORT}\n  User root\n`;

const onAnotherHost = elsewhere(['lan-host', 'macvlan']);

const at = (
  name: string,
  description: string,
  makeKeys: TrialHost['makeKeys'],
  more: Partial<TrialHost> = {},
): TrialHost => ({
  engine: docker26,
  name,
  description,
  differs: onAnotherHost,
  ...(makeKeys ? { makeKeys } : {}),
  ...more,
});

/** A proxy that does not exist. */
const PROXY = 'http://127.0.0.1:1';

const proxies = {
  HTTP_PROXY: PROXY,
  HTTPS_PROXY: PROXY,
  ALL_PROXY: PROXY,
  http_proxy: PROXY,
  https_proxy: PROXY,
  all_proxy: PROXY,
  NODE_USE_ENV_PROXY: '1',
};

/** Engines on another host of the link, over TCP with a proxy configured, TLS and ssh. */
export const secureHosts: readonly TrialHost[] = [
  at('over-tcp-proxies', 'The environment names a proxy, and makes Node.js use it', undefined, {
    options: { dockerd: [`--host=tcp://${ADDRESS}:2375`] },
    suite: onLanHost({ ...proxies, DOCKER_HOST: `tcp://${ADDRESS}:2375` }, {}),
  }),
  at('over-tls', 'The suite connects to the engine over TCP with TLS and client certificates', overTls),
  at('over-ssh', 'The suite connects to the engine over ssh', overSsh({ DOCKER_HOST: address }, {})),
  at(
    'over-ssh-lan',
    'The suite runs with --lan, and connects to the engine over ssh',
    overSsh({ DOCKER_HOST: address }, {}, { args: ['--lan'] }),
    { differs: elsewhere([]) },
  ),
  at(
    'context-ssh',
    "A Docker context names the engine's host by its alias in the ssh configuration",
    overSsh({ DOCKER_CONTEXT: 'far' }, { [contextFile]: context, '.ssh/config': configuration }),
  ),
  at(
    'context-named',
    'The suite runs with --engine and the name of a Docker context, and DOCKER_HOST names no engine',
    overSsh(
      { DOCKER_HOST: 'tcp://127.0.0.1:1' },
      { [contextFile]: context, '.ssh/config': configuration },
      { args: ['--engine', 'context:far'] },
    ),
  ),
  at(
    'ssh-unknown-host',
    'The suite connects to the engine over ssh, whose known_hosts lacks the host',
    overSsh({ DOCKER_HOST: address }, {}, { without: ['.ssh/known_hosts'] }),
    { expectedError: /^No container engine answers at ssh:\S+ \(from DOCKER_HOST\): Host key verification failed \(/m },
  ),
  at(
    'ssh-without-key',
    'The suite connects to the engine over ssh, without an authorized key',
    overSsh({ DOCKER_HOST: address }, {}, { without: ['.ssh/id_ed25519'] }),
    { expectedError: /^No container engine answers at ssh:\S+ \(from DOCKER_HOST\): \S+ Permission denied \(.*\) \(/m },
  ),
];
