import { isIP } from 'node:net';
import type { RunningContainer } from '../scenario/running.ts';
import { curlByHand, curlCommand, curlSaid, readCurl } from './curl.ts';
import { type RecordType, dnsCommand, readDns } from './dns.ts';
import { type CommandResult, run } from './exec.ts';
import { journaled } from './journal.ts';
import { ANSWER_LIMIT_MS } from './limits.ts';
import { type NameOutcome, type PageOutcome, ProbeError, type Resolution } from './outcome.ts';

/** A network interface inside a container. */
export interface Interface {
  readonly name: string;
  readonly up: boolean;
}

/** What can be asked from inside a container, by the container's own means. */
export interface ContainerVantage {
  /** Asks for a page with curl; a name in the URL is resolved by a question of its own as well, for the evidence. */
  get(url: string, options?: { withinMs?: number }): Promise<PageOutcome>;
  /** Asks the container's resolver for the addresses of a name. */
  lookup(name: string, type?: RecordType): Promise<NameOutcome>;
  /** Its network interfaces, as its kernel lists them. */
  interfaces(): Promise<Interface[]>;
}

/** The vantage point inside a container. Questions asked at the same time share one exec. */
export function from(container: RunningContainer): ContainerVantage {
  return {
    get: (url, { withinMs = ANSWER_LIMIT_MS } = {}) => get(container, url, withinMs),
    lookup: (name, type = 'A') => lookup(container, name, type),
    interfaces: () => interfaces(container),
  };
}

async function get(container: RunningContainer, url: string, limitMs: number): Promise<PageOutcome> {
  const host = new URL(url).hostname;
  const named = isIP(host.replace(/^\[|\]$/g, '')) === 0 && host !== 'localhost';
  const [curl, resolution] = await Promise.all([
    run(container, curlCommand(url, limitMs)),
    named ? resolve(container, host, 'A') : undefined,
  ]);
  const said = curlSaid(curl.stderr);
  return journaled({
    ...readCurl(curl, limitMs, resolution),
    from: container.name,
    question: `GET ${url}`,
    tookMs: curl.tookMs,
    evidence: {
      command: curlByHand(url),
      exitCode: curl.exitCode,
      ...(said ? { said } : {}),
      ...(resolution ? { resolution } : {}),
    },
  });
}

async function lookup(container: RunningContainer, name: string, type: RecordType): Promise<NameOutcome> {
  const result = await run(container, dnsCommand(name, type, ANSWER_LIMIT_MS));
  const resolution = readDns(result, type);
  const evidence = { command: `dig @${resolution.resolver} ${type} ${name}` };
  return journaled({
    ...resolution,
    from: container.name,
    question: `${type} ${name}`,
    tookMs: result.tookMs,
    evidence,
  });
}

async function resolve(container: RunningContainer, name: string, type: RecordType): Promise<Resolution> {
  return readDns(await run(container, dnsCommand(name, type, ANSWER_LIMIT_MS)), type);
}

/** No image need bring iproute2 for this: the kernel tells it in files. */
async function interfaces(container: RunningContainer): Promise<Interface[]> {
  const script = 'cd /sys/class/net && for i in *; do echo "$i $(cat "$i/flags")"; done';
  const result = await run(container, { words: ['sh', '-c', script], limitMs: ANSWER_LIMIT_MS });
  if (result.exitCode !== 0)
    throw new ProbeError(`the interfaces of ${container.name} cannot be read: ${complaint(result)}`);
  return result.stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([name = '', flags]) => ({ name, up: (Number(flags) & IFF_UP) !== 0 }));
}

/** linux/if.h */
const IFF_UP = 1;

function complaint({ stderr, exitCode }: CommandResult): string {
  return stderr.trim() || `exit code ${exitCode}`;
}
