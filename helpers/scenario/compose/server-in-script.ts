import { currentRun } from '../../engine/run.ts';
import type { ComposeService } from '../declare/compose.ts';
import { roleImages } from '../../images/roles.ts';
import type { ServiceServer } from './server.ts';

/** The identity of a container that answers with its short ID, which is the name of its host. */
export const BY_ID = '$$hostname';

/**
 * What runs in a service, as the Compose file of a script has it. An nginx runs the script's variable NGINX, which answers
 * with its first argument; the others are what it listens on, where that is not port 80.
 */
export function serverInScript(
  identity: string,
  { setup, declaration }: ServiceServer,
  { ports = [], expose = [], network_mode: mode }: ComposeService,
): Record<string, unknown> {
  const { role } = declaration;
  if (role === 'grafana')
    return { environment: { GF_SERVER_ROOT_URL: `http://localhost:3000/${identity}/` }, stop_signal: 'SIGKILL' };
  const isUsual = mode !== 'host' && !mode?.startsWith('service:') && [...ports, ...expose].every(isUsualPort);
  const tcp = isUsual ? [] : [setup.environment['NGINX_CONF'] ?? ''].flatMap(listenTexts);
  return {
    entrypoint: ['sh', '-c', '${NGINX}', identity, ...tcp],
    ...(roleImages()[role].origin === 'override' || currentRun().engine.kind === 'podman' ? { user: '0' } : {}),
    stop_signal: 'SIGKILL',
  };
}

function isUsualPort(port: NonNullable<ComposeService['ports']>[number]): boolean {
  return typeof port === 'string' ? /(^|:)80$/.test(port) : port.target === 80 && port.protocol !== 'udp';
}

/** The sockets in an nginx configuration: those of pages, then those of datagrams. */
function listenTexts(configuration: string): string[] {
  const all = configuration.match(/listen [^;]+;/g) ?? [];
  const pages = all.filter((listen) => !listen.includes(' udp'));
  const datagrams = all.filter((listen) => listen.includes(' udp'));
  return [pages, datagrams].filter(({ length }) => length > 0).map((texts) => texts.join(' '));
}
