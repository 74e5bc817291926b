import type Dockerode from 'dockerode';
import { imageInScript } from '../images/roles.ts';
import { type ManualCommand, type Output, recordStep } from '../scenario/steps.ts';
import { SPOOF } from './datagram.ts';
import type { DnsQuery } from './dns.ts';
import { NO_ANSWER_TIMEOUT_MS } from './limits.ts';

/** Where a command is run: in a container, on a host by its shell, on the host of an engine by a container there, or on this machine as it is. */
export type Place =
  | { readonly container: string; readonly engine?: Dockerode }
  | { readonly hostOf: Dockerode }
  | { readonly shell: string }
  | 'this machine';

const SECONDS = 1000;

/** The command of a person who requests a page. */
export function typedPage(place: Place, url: string, withinMs: number): ManualCommand {
  const curl = ['curl', '-sSv', '-m', String(withinMs / SECONDS), '--noproxy', '*', url];
  return at(place, 'nginx', curl);
}

/** The command of a person who sends a datagram. The socket is connected: an answer from another address is none. */
export function typedDatagram(place: Place, address: string, port: number, withinMs: number): ManualCommand {
  const ask = `exec 3<>/dev/udp/${address}/${port} && printf who? >&3 && dd bs=4096 count=1 status=none <&3`;
  return at(place, 'nginx', ['timeout', String(withinMs / SECONDS), 'bash', '-c', ask]);
}

/** The command that sends a datagram with the source address of another container: fixtures/attack/spoof.pl. */
export function typedSpoofedDatagram(
  { engineName: container, engine }: { readonly engineName: string; readonly engine: Dockerode },
  victim: string,
  address: string,
  port: number,
): ManualCommand {
  const perl = ['-i', container, 'perl', '-', victim, address, String(port), String(NO_ANSWER_TIMEOUT_MS)];
  return { words: ['docker', 'exec', ...perl], engine, stdin: SPOOF.replaceAll(/^#.*\n|^\n/gm, '') };
}

/** The command of a person who looks a name up with nslookup, from the network of a container. */
export function typedName(container: Place, { name, type }: DnsQuery): ManualCommand {
  // with its dot at the end, it is this very name, and none of a search domain
  const wanted = type === 'PTR' ? [addressIn(name)] : [`-type=${type.toLowerCase()}`, `${name}.`];
  return beside(container, ['nslookup', ...wanted]);
}

/** `172.17.0.2` of `2.0.17.172.in-addr.arpa` */
function addressIn(reverse: string): string {
  return reverse.split('.').slice(0, 4).toReversed().join('.');
}

/** A remark in place of a command that no person can type. */
export function remark(text: string): ManualCommand {
  return { line: `# ${text}` };
}

/** Records that something was inspected where it has to be done with a program of the container's or host's own. */
export function recordInspected(
  place: Place,
  output: Output,
  words: readonly string[],
  lines: readonly string[],
): void {
  recordStep({ ...at(place, 'probe', words), observed: { output, lines } });
}

/** Records that something of a network namespace was inspected, with a program of the probe's image. */
export function recordNetworkState(
  place: Place,
  output: Output,
  words: readonly string[],
  lines: readonly string[],
): void {
  recordStep({ ...beside(place, words), observed: { output, lines } });
}

/** Records that the sockets of a host were listed. */
export function recordSockets(place: Place, lines: readonly string[]): void {
  const words = ['docker', 'run', '--rm', '--network', 'host', imageInScript('probe'), 'netstat', '-ltun'];
  const engine = typeof place === 'object' && 'hostOf' in place ? { engine: place.hostOf } : {};
  recordStep({ words, ...engine, observed: { output: 'sockets', lines } });
}

/** A command of the probe's image in the network of a place. */
function beside(place: Place, words: readonly string[]): ManualCommand {
  if (typeof place === 'string' || !('container' in place)) return at(place, 'probe', words);
  const { container, engine } = place;
  const run = ['docker', 'run', '--rm', '--network', `container:${container}`, imageInScript('probe')];
  return { words: [...run, ...words], ...(engine ? { engine } : {}) };
}

function at(place: Place, role: 'nginx' | 'probe', words: readonly string[]): ManualCommand {
  if (place === 'this machine') return { words };
  if ('shell' in place) return { words: [`$${place.shell}`, ...words] };
  if ('container' in place) {
    const { container, engine } = place;
    return { words: ['docker', 'exec', container, ...words], ...(engine ? { engine } : {}) };
  }
  const run = ['docker', 'run', '--rm', '--network', 'host', imageInScript(role)];
  return { words: [...run, ...words], engine: place.hostOf };
}
