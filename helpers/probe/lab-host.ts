import { addressOfHost, queriesToHost } from '../engine/lab/lab-host.ts';
import type { LabEngine } from '../engine/lab/lab-engine.ts';
import type { RunningEngineHost } from '../scenario/hosts.ts';
import { recordStep } from '../scenario/steps.ts';
import { remark } from './manual-command.ts';
import { ProbeError } from './outcome.ts';

/** The name that the DNS server of a lab host knows, and its address: fixtures/engine/inside.sh. */
export const HOST_DNS_NAME = { name: 'known.test', address: '192.0.2.53' } as const;

/**
 * The types of the queries for a name that the DNS server of a lab host received, in order: `TXT`. The host has one where the
 * scenario names it as `dnsServer`.
 */
export async function queriesToHostDns(host: RunningEngineHost, name: string): Promise<readonly string[]> {
  return queriesToHost(labOf(host), name);
}

/** Gives a lab host another address on its link: `10.1.2.3/24`. */
export async function addHostAddress(host: RunningEngineHost, address: string): Promise<void> {
  await addressOfHost(labOf(host), 'add', address);
  recordStep(remark(`meanwhile, the host ${host.name} has the address ${address}`));
}

/** Takes that address away. */
export async function removeHostAddress(host: RunningEngineHost, address: string): Promise<void> {
  await addressOfHost(labOf(host), 'del', address);
}

function labOf({ name, lab }: RunningEngineHost): LabEngine {
  if (!lab) throw new ProbeError(`${name} is neither changed nor read, because it is not a lab host`);
  return lab;
}
