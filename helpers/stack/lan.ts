import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inNetworkOf } from '../engine/embedded/enter.ts';
import { openNamespace, runIn } from '../engine/lab/namespace.ts';
import { freeSubnet, routedSubnets } from '../engine/lab/subnet.ts';
import { Switch } from '../engine/lab/switch.ts';
import { PROGRAM_START_LIMIT_MS } from '../probe/limits.ts';
import { runHere } from '../probe/run-here.ts';
import type { LanVantage } from './scene.ts';

/** A LAN host that is open, and how to end it. */
export interface OpenLan {
  readonly vantage: LanVantage;
  /** Its own address. */
  readonly address: string;
  /** The command that runs another one in its network. */
  readonly enter: readonly string[];
  end(): Promise<void>;
}

/**
 * Opens a LAN host: a network namespace on one link with the engine's host, whose network `hostPid` is in. Both go with
 * this process, also where it is killed. `ip` is the command of iproute2.
 */
export async function openLan(ip: readonly string[], hostPid: number): Promise<OpenLan> {
  const taken = routedSubnets(readFileSync(`/proc/${hostPid}/net/route`, 'utf8'));
  const [link, namespace] = await Promise.all([Switch.open(ip, freeSubnet(taken, randomInt)), openNamespace()]);
  const end = async (): Promise<void> => {
    await namespace.end();
    await link.end();
  };
  try {
    const { pid } = namespace;
    const [own, { address }] = await Promise.all([
      link.createNic(hostPid, `dnc${randomBytes(4).toString('hex')}`),
      link.createNic(pid, 'eth0'),
      runIn(pid, [...ip, 'link', 'set', 'lo', 'up']),
    ]);
    const enter = inNetworkOf({ pid });
    const vantage: LanVantage = {
      party: 'lan',
      hostAddress: own.address,
      hostAddress6: own.address6,
      run: ({ words, limitMs }) => runHere({ words: [...enter, ...words], limitMs: limitMs + PROGRAM_START_LIMIT_MS }),
    };
    return { vantage, address, enter, end };
  } catch (error) {
    await end();
    throw error;
  }
}
