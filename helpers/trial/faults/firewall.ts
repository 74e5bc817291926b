import { always, keptFirst, unfiltered } from './alter.ts';
import { type AnyFault, HARDENED, labFault } from './fault.ts';

export const firewall: readonly AnyFault[] = [
  labFault({
    name: 'no packets are filtered on a host that forwarded before',
    breaks: ['filter'],
    engine: HARDENED,
    script: always(unfiltered('iptables')),
  }),
  labFault({
    name: 'published ports are closed to LAN hosts',
    breaks: ['from-lan'],
    engine: HARDENED,
    script: keptFirst('iptables', 'DOCKER-USER', '-i eth0 -p tcp -m conntrack --ctstate DNAT -j DROP'),
  }),
  labFault({
    name: 'the DOCKER-USER chain is skipped',
    mustFail: ['firewall.docker-user'],
    engine: HARDENED,
    script: always('iptables -D FORWARD -j DOCKER-USER'),
  }),
  labFault({
    name: 'a host that forwarded before lets LAN hosts into docker0',
    mustFail: ['firewall.forwarding-host'],
    engine: HARDENED,
    script: always(
      'iptables -t raw -F PREROUTING; iptables -C DOCKER-USER -i eth0 -o docker0 -j ACCEPT || iptables -I DOCKER-USER -i eth0 -o docker0 -j ACCEPT',
    ),
  }),
  labFault({
    name: 'the DOCKER-USER chain is skipped for published ports of user-defined bridges',
    mustFail: ['firewall.docker-user'],
    engine: HARDENED,
    script: always(
      [
        'rule="-i eth0 -o br-+ -m conntrack --ctstate DNAT -j ACCEPT"',
        'case "$(iptables -S FORWARD | sed -n 2p)" in *DNAT*) ;; *) iptables -D FORWARD $rule; iptables -I FORWARD $rule ;; esac',
      ].join('\n'),
    ),
  }),
  labFault({
    name: 'published ports of user-defined bridges are not translated',
    // the userland proxy answers, which packets reach by the chain INPUT
    mustFail: ['firewall.input', 'firewall.docker-user'],
    engine: HARDENED,
    script: always(
      'iptables -t nat -S DOCKER | sed -n "s/^-A \\(DOCKER .* -i br-.*DNAT.*\\)/\\1/p" | while read rule; do iptables -t nat -D $rule; done',
    ),
  }),
];
