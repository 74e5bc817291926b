import { always, atNetworkCreate, inContainers } from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';

export const internal: readonly AnyFault[] = [
  apiFault({
    name: 'internal networks are ordinary networks',
    breaks: ['internal'],
    engine: HARDENED,
    request: atNetworkCreate((body) => {
      if (!body.Options) body.Internal = false;
    }),
  }),
  hostFault({
    name: 'containers on internal networks see another client address',
    breaks: ['peer-address'],
    chapters: ['internal'],
    engine: HARDENED,
    script: always(
      inContainers(
        [
          'ip route | grep -q default && exit 0',
          'net=$(ip -4 -o address show dev eth0 | sed -n "s/.* inet \\([0-9.]*\\)\\.[0-9]*\\/.*/\\1/p")',
          // an address in their own subnet, to which they have a route
          'rule="INPUT -p tcp --dport 80 -j SNAT --to-source $net.77"',
          '[ -z "$net" ] || iptables -t nat -C $rule || iptables -t nat -A $rule',
        ].join('; '),
      ),
    ),
  }),
  hostFault({
    name: 'NAT rules forward host ports to the containers on internal networks',
    mustFail: ['internal.publishes-nothing'],
    engine: HARDENED,
    script: always(
      inContainers(
        [
          'ip route | grep -q default && exit 0',
          'own=$(ip -4 -o address show dev eth0 | sed -n "s/.* inet \\([0-9.]*\\)\\/.*/\\1/p")',
          // DNAT alone: what is forwarded may still be dropped
          '[ -z "$own" ] || nsenter --net=/proc/1/ns/net iptables -t nat -A PREROUTING -p tcp --dport 19001 -j DNAT --to-destination $own:80',
        ].join('; '),
      ),
    ),
  }),
];
