import { BlockList, isIPv6 } from 'node:net';

/** Whether an address lies in a subnet, `172.18.0.3` in `172.18.0.0/16`. */
export function inSubnet(address: string, subnet: string): boolean {
  const [network = '', prefix] = subnet.split('/');
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), isIPv6(network) ? 'ipv6' : 'ipv4');
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** The last IPv4 address of a subnet that a host may have: the one that an engine gives out last. */
export function lastAddress(subnet: string): string {
  const [network = '', prefix] = subnet.split('/');
  const first = network.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const last = first + 2 ** (32 - Number(prefix)) - 2;
  return [24, 16, 8, 0].map((shift) => Math.floor(last / 2 ** shift) % 256).join('.');
}
