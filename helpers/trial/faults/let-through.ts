import { always, keptRule } from './alter.ts';
import { type HostFault, hostFault } from './fault.ts';

/** The packets of each way but TCP at port 80, as conditions of iptables. */
export const OTHER_WAYS = {
  datagrams: '-p udp',
  pings: '-p icmp',
  'connections to another TCP port': '-p tcp --dport 20000:65535',
} as const;

/**
 * Lets packets through between the bridges of Docker Engine up to 27, whose own rules come later. `before` sets the
 * variables in `packets`.
 */
export function letThrough(
  name: string,
  packets: string,
  { before = '', ...fault }: Required<Pick<HostFault, 'mustFail' | 'chapters'>> & { readonly before?: string },
): HostFault {
  // the replies as well: the rules for isolation come before the one that accepts replies
  const rules = [packets, '-m conntrack --ctstate ESTABLISHED,RELATED'].map((match) =>
    keptRule('iptables', '', 'DOCKER-USER', match),
  );
  return hostFault({ name, ...fault, script: always([before, ...rules].filter(Boolean).join('\n')) });
}
