import { always, keptRule } from './alter.ts';
import { type HostFault, hostFault } from './fault.ts';

/** The packets of each way but TCP at port 80, as conditions of iptables. */
export const OTHER_WAYS = {
  datagrams: '-p udp',
  pings: '-p icmp',
  'connections to another TCP port': '-p tcp --dport 20000:65535',
} as const;

/** Lets packets through between the bridges of Docker Engine up to 27, whose own rules come later. */
export function letThrough(
  name: string,
  packets: string,
  fault: Required<Pick<HostFault, 'mustFail' | 'chapters'>>,
): HostFault {
  return hostFault({
    name,
    ...fault,
    // the replies as well: the rules for isolation come before the one that accepts replies
    script: always(
      [packets, '-m conntrack --ctstate ESTABLISHED,RELATED']
        .map((match) => keptRule('iptables', '', 'DOCKER-USER', match))
        .join('\n'),
    ),
  });
}
