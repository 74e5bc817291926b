import { addressOfReverseName } from './reverse-name.ts';
import type Dockerode from 'dockerode';
import { imageInScript } from '../images/roles.ts';
import { type ManualCommand, type Output, recordStep } from '../scenario/steps.ts';
import { type CraftedDatagram, SPOOF_PROGRAM, craftedDatagramWords } from './datagram.ts';
import type { DnsQuery } from './dns.ts';
import type { SendingContainer } from './exec.ts';
import { NO_ANSWER_TIMEOUT_MS } from './limits.ts';
import { type Request, type VantagePoint, printProbe } from './request.ts';

/**
 * Where a command runs: in a container, or in the network of one, on a host through its shell, in a container on the host
 * network of an engine, or on this machine.
 */
export type Place =
  | { readonly container: string; readonly engine?: Dockerode }
  /** In the network of a container of the user, whose image may have no program. */
  | { readonly besideContainer: string }
  | { readonly hostOf: Dockerode }
  | { readonly shell: string }
  | 'this machine';

/** Where the requests of a container are sent by hand. */
export function placeOf({
  engineName,
  engine,
  isUsers,
}: Pick<SendingContainer, 'engineName' | 'engine' | 'isUsers'>): Place {
  return isUsers ? { besideContainer: engineName } : { container: engineName, engine };
}

const SECONDS = 1000;

/** The command that requests a page. */
export function manualCurl(place: Place, url: string, withinMs: number): ManualCommand {
  const curl = ['curl', '-sSv', '-m', String(withinMs / SECONDS), '--noproxy', '*', url];
  return at(place, 'nginx', curl);
}

/** The command that sends a datagram. The socket is connected: a reply from another address is dropped. */
export function manualDatagram(place: Place, address: string, port: number, withinMs: number): ManualCommand {
  const send = `exec 3<>/dev/udp/${address}/${port} && printf who? >&3 && dd bs=4096 count=1 status=none <&3`;
  return at(place, 'nginx', ['timeout', String(withinMs / SECONDS), 'bash', '-c', send]);
}

/** The command that pings an address, with a program of the probe's image. */
export function manualPing(place: Place, address: string): ManualCommand {
  // Podman does not give a container this capability
  return beside(place, ['ping', '-c', '1', '-W', '2', address], ['--cap-add', 'NET_RAW']);
}

/** The command that sends a datagram by fixtures/attack/spoof.pl. */
export function manualCraftedDatagram(
  { engineName: container, engine }: { readonly engineName: string; readonly engine: Dockerode },
  datagram: CraftedDatagram,
): ManualCommand {
  const perl = ['-i', container, 'perl', '-', ...craftedDatagramWords(datagram, NO_ANSWER_TIMEOUT_MS)];
  return { words: ['docker', 'exec', ...perl], engine, stdin: () => SPOOF_PROGRAM.replaceAll(/^#.*\n|^\n/gm, '') };
}

/** The command that looks up a name with nslookup, in the network of a container. */
export function manualLookup(container: Place, { name, type }: DnsQuery): ManualCommand {
  // a name with a dot at its end is not looked up in a search domain
  const wanted = type === 'PTR' ? [addressOfReverseName(name)] : [`-type=${type.toLowerCase()}`, `${name}.`];
  return beside(container, ['nslookup', ...wanted]);
}

/** The command that looks up a name by the system's resolver of a container. */
export function manualSystemLookup(container: Place, name: string): ManualCommand {
  return at(container, 'nginx', ['timeout', '10', 'getent', 'ahosts', name]);
}

/** The command that opens a TCP connection, sends nothing, and prints `open` or `closed`. */
export function manualConnection(place: Place, address: string, port: number): ManualCommand {
  return beside(place, ['sh', '-c', `nc -z -w 4 ${address} ${port} 2>/dev/null && echo open || echo closed`]);
}

/** A remark in place of a command that cannot be repeated. */
export function remark(text: string): ManualCommand {
  return { line: `# ${text}` };
}

/** A request that a script only mentions, and why. */
export function notRepeated(
  probe: { readonly from: VantagePoint; readonly request: Request },
  because: string,
): { readonly command: ManualCommand } {
  return { command: remark(`${printProbe(probe)}: not repeated here, because ${because}`) };
}

/** Records an inspection with a program of the container or host itself. */
export function recordInspected(
  place: Place,
  output: Output,
  words: readonly string[],
  lines: readonly string[],
): void {
  recordStep({ ...at(place, 'probe', words), observed: { output, lines } });
}

/** Records an inspection of a network namespace with a program of the probe's image. */
export function recordNetworkState(
  place: Place,
  output: Output,
  words: readonly string[],
  lines: readonly string[],
): void {
  recordStep({ ...beside(place, words), observed: { output, lines } });
}

/** Records a list of a host's sockets. */
export function recordSockets(place: Place, lines: readonly string[]): void {
  const words = ['docker', 'run', '--rm', '--network', 'host', imageInScript('probe'), 'netstat', '-ltun'];
  const engine = typeof place === 'object' && 'hostOf' in place ? { engine: place.hostOf } : {};
  recordStep({ words, ...engine, observed: { output: 'sockets', lines } });
}

/** A command of the probe's image in the network of a place. */
function beside(place: Place, words: readonly string[], options: readonly string[] = []): ManualCommand {
  if (typeof place === 'object' && 'besideContainer' in place)
    return beside({ container: place.besideContainer }, words, options);
  if (typeof place === 'string' || !('container' in place)) return at(place, 'probe', words);
  const { container, engine } = place;
  const run = ['docker', 'run', '--rm', '--network', `container:${container}`, ...options, imageInScript('probe')];
  return { words: [...run, ...words], ...(engine ? { engine } : {}) };
}

function at(place: Place, role: 'nginx' | 'probe', words: readonly string[]): ManualCommand {
  if (place === 'this machine') return { words };
  if ('besideContainer' in place) {
    const run = ['docker', 'run', '--rm', '--network', `container:${place.besideContainer}`, imageInScript(role)];
    return { words: [...run, ...words] };
  }
  if ('shell' in place) return { words: [`$${place.shell}`, ...words] };
  if ('container' in place) {
    const { container, engine } = place;
    return { words: ['docker', 'exec', container, ...words], ...(engine ? { engine } : {}) };
  }
  const run = ['docker', 'run', '--rm', '--network', 'host', imageInScript(role)];
  return { words: [...run, ...words], engine: place.hostOf };
}
