import { runScript } from '../engine/lan/run-script.ts';
import { currentRun } from '../engine/run.ts';
import { type RunningLanHost, ownHost } from '../scenario/hosts.ts';
import { LAN } from '../scenario/repro/hosts.ts';
import { recordStep } from '../scenario/steps.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';
import { ProbeError } from './outcome.ts';
import { runHere } from './run-here.ts';

const USUAL_MTU = 1500;

/** Gives the link of a LAN host another MTU on the side of the engine's host alone, until it is restored. */
export async function setLinkMtu({ name, link }: RunningLanHost, mtu: number): Promise<void> {
  const { tools, connector } = currentRun().host;
  if (!link) throw new ProbeError(`the link of ${name} is not one with the engine's host`);
  const words = ['link', 'set', 'dev', link.nic.interface, 'mtu', String(mtu)];
  if (connector) await runScript((await ownHost()).engine, connector.id, ['ip', ...words].join(' '));
  else {
    const { exitCode, stderr } = await runHere({
      words: [...(tools?.ip ?? ['ip']), ...words],
      limitMs: ANSWER_TIMEOUT_MS,
    });
    if (exitCode !== 0) throw new ProbeError(`the MTU of the link of ${name} cannot be set: ${stderr.trim()}`);
  }
  recordStep({ line: `ip link set dev ${LAN.interface} mtu ${mtu}` });
}

/** Restores the usual MTU. */
export const restoreLinkMtu = (lanHost: RunningLanHost): Promise<void> => setLinkMtu(lanHost, USUAL_MTU);
