import type { RunningNetwork } from '../scenario/running.ts';
import { reported } from './fact.ts';

/** The option with the VXLAN ID of an overlay network; by default the manager draws it. */
export const VXLAN_IDS = 'com.docker.network.driver.overlay.vxlanid_list';

/** The identifier (VNI) of an overlay network, from inspect. */
export async function vxlanIdOf(network: RunningNetwork): Promise<number> {
  const { Options } = await network.inspect();
  return Number(reported(`the VXLAN ID of ${network.name} in inspect`, Options?.[VXLAN_IDS]));
}

/** The nft match of unencrypted packets of an overlay network: VXLAN with its identifier (VNI), in the fifth byte and after. */
export async function vxlanOf(network: RunningNetwork): Promise<string> {
  // what was decrypted passes the same hook again
  return `meta secpath missing udp dport 4789 @th,96,24 ${await vxlanIdOf(network)}`;
}
