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
];
