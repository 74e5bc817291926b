import { isIPv6 } from 'node:net';
import { fromPublishingHost } from '../probe/engine-host.ts';

/**
 * Bridges and links that come and go with the containers and networks of this run and of others; that of Podman's default
 * network, podman0, is there only while a container is on it. dhcpcd gives each veth an address.
 */
const SHORT_LIVED = /^(br-|cni|dnc|podman|veth)/;

/**
 * The addresses of the host on which ports are published, of one family, without those of short-lived networks, and of
 * tunnels: wg-quick, for one, drops what reaches a VPN's address by other interfaces. A link-local address is left out, since a
 * URL cannot name its interface.
 */
export async function lastingAddresses(family: 4 | 6): Promise<string[]> {
  const found = await fromPublishingHost.addresses();
  return found
    .filter((one) => isIPv6(one.address) === (family === 6) && !SHORT_LIVED.test(one.interface) && !one.ofTunnel)
    .map(({ address }) => address)
    .filter((address) => !address.startsWith('fe80:'));
}
