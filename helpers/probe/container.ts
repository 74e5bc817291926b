import { isIP } from 'node:net';
import type { RunningContainer } from '../scenario/running.ts';
import { type Digest, digestCommand, readDigest } from './digest.ts';
import { curlByHand, curlCommand, curlSaid, readCurl } from './curl.ts';
import {
  type Interface,
  type Route,
  interfacesCommand,
  localAddressesCommand,
  parseInterfaces,
  parseLocalAddresses,
  parseRoutes,
  readAs,
  routesCommand,
} from './devices.ts';
import { type RecordType, dnsCommand, readDns } from './dns.ts';
import { type Command, run } from './exec.ts';
import { journaled } from './journal.ts';
import { ANSWER_LIMIT_MS } from './limits.ts';
import type { NameOutcome, PageOutcome, Resolution } from './outcome.ts';

/** What can be asked from inside a container, by the container's own means. */
export interface ContainerVantage {
  /** Asks for a page with curl; a name in the URL is resolved by a question of its own as well, for the evidence. */
  get(url: string, options?: { withinMs?: number }): Promise<PageOutcome>;
  /** Asks the container's resolver for the addresses of a name. */
  lookup(name: string, type?: RecordType): Promise<NameOutcome>;
  /** Its network interfaces, as its kernel lists them. */
  interfaces(): Promise<Interface[]>;
  /** The IPv4 addresses that are its own, in order. */
  addresses(): Promise<string[]>;
  /** Its IPv4 routes. */
  routes(): Promise<Route[]>;
  /** Its network namespace, `net:[4026531840]`: who has the same has the same network. */
  networkNamespace(): Promise<string>;
  /** Reads a page to its end, however long, and tells what of it came. */
  digest(url: string): Promise<Digest>;
}

/** The vantage point inside a container. Questions asked at the same time share one exec. */
export function inside(container: RunningContainer): ContainerVantage {
  const read = async <T>(command: Command, what: string, parse: (text: string) => T): Promise<T> =>
    readAs(await run(container, command), `${what} of ${container.name}`, parse);
  return {
    get: (url, { withinMs = ANSWER_LIMIT_MS } = {}) => get(container, url, withinMs),
    lookup: (name, type = 'A') => lookup(container, name, type),
    interfaces: () => read(interfacesCommand(), 'the interfaces', parseInterfaces),
    addresses: () => read(localAddressesCommand, 'the addresses', parseLocalAddresses),
    routes: () => read(routesCommand, 'the routes', parseRoutes),
    networkNamespace: () => read(namespaceCommand, 'the network namespace', (text) => text.trim()),
    digest: async (url) => readDigest(await run(container, digestCommand(url)), `${container.name} asked ${url}`),
  };
}

const namespaceCommand: Command = { words: ['readlink', '/proc/self/ns/net'], limitMs: ANSWER_LIMIT_MS };

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
