import { runScript } from '../engine/lan/run-script.ts';
import { currentRun } from '../engine/run.ts';
import { type RunningLanHost, ownHost } from '../scenario/hosts.ts';
import { LAN } from '../scenario/repro/hosts.ts';
import { recordStep } from '../scenario/steps.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';
import { ProbeError } from './outcome.ts';
import { remark } from './manual-command.ts';
import { runHere } from './run-here.ts';

const USUAL_MTU = 1500;

/** Gives the link of a LAN host another MTU on the side of the engine's host alone, until it is restored. */
export async function setLinkMtu(lanHost: RunningLanHost, mtu: number): Promise<void> {
  await changeLink(lanHost, (device) => ['link', 'set', 'dev', device, 'mtu', String(mtu)]);
  recordStep({ line: `ip link set dev ${LAN.interface} mtu ${mtu}` });
}

/** Restores the usual MTU. */
export const restoreLinkMtu = (lanHost: RunningLanHost): Promise<void> => setLinkMtu(lanHost, USUAL_MTU);

/** Gives the engine's host another address on the link of a LAN host: `10.1.2.3/24`. */
export async function addLinkAddress(lanHost: RunningLanHost, address: string): Promise<void> {
  await changeLink(lanHost, (device) => ['address', 'add', address, 'dev', device]);
  recordStep(remark('meanwhile, the host has an address of that subnet on another interface'));
}

export function removeLinkAddress(lanHost: RunningLanHost, address: string): Promise<void> {
  return changeLink(lanHost, (device) => ['address', 'del', address, 'dev', device]);
}

/** Runs `ip` on the engine's host. */
async function changeLink({ name, link }: RunningLanHost, change: (device: string) => string[]): Promise<void> {
  const { tools, connector } = currentRun().host;
  if (!link) throw new ProbeError(`the link of ${name} is not one with the engine's host`);
  const words = change(link.nic.interface);
  if (connector) await runScript((await ownHost()).engine, connector.id, ['ip', ...words].join(' '));
  else {
    const command = { words: [...(tools?.ip ?? ['ip']), ...words], limitMs: ANSWER_TIMEOUT_MS };
    const { exitCode, stderr } = await runHere(command);
    if (exitCode !== 0) throw new ProbeError(`the link of ${name} cannot be changed: ${stderr.trim()}`);
  }
}
