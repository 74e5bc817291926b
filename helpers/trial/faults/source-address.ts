import { always, arriving, atNetworkCreate, inContainers, keptFirst, openWhereOff } from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';

/** Shows receivers another address of the host instead of the sender's. */
const sourceBecomes = (packets: string): string =>
  keptFirst('iptables -t nat', 'POSTROUTING', `${packets} -j SNAT --to-source 198.51.100.2`);

export const sourceAddress: readonly AnyFault[] = [
  apiFault({
    name: 'every bridge network is masqueraded',
    mustFail: ['source-address.masquerade-off'],
    request: atNetworkCreate((body) => delete body.Options?.['com.docker.network.bridge.enable_ip_masquerade']),
  }),
  hostFault({
    name: 'packets from containers are not masqueraded',
    // LAN hosts have no route for the replies
    breaks: ['egress-tcp', 'egress-udp', 'docker0-egress'],
    // nor has a bridge in gateway mode routed
    mustFail: ['gateway-mode.routed-source', 'gateway-mode.routed-bridges'],
    engine: HARDENED,
    script: always('iptables -t nat -F POSTROUTING'),
  }),
  hostFault({
    name: 'the userland proxy answers for published ports',
    // it answers at the gateway of an internal network as well
    mustFail: ['source-address.from-lan', 'internal.other-published'],
    engine: HARDENED,
    script: always('iptables -t nat -F DOCKER'),
  }),
  hostFault({
    name: 'the host has another source address on docker0',
    mustFail: ['source-address.from-host', 'source-address.from-other-bridge'],
    engine: HARDENED,
    script: sourceBecomes('-m addrtype --src-type LOCAL -o docker0'),
  }),
  hostFault({
    name: 'the host has another source address on user-defined bridges',
    mustFail: ['source-address.from-host', 'source-address.from-other-bridge'],
    engine: HARDENED,
    script: sourceBecomes('-m addrtype --src-type LOCAL -o br-+'),
  }),
  hostFault({
    name: 'datagrams from docker0 to published ports at its gateway are dropped',
    mustFail: ['source-address.from-other-bridge'],
    chapters: ['source-address'],
    script: arriving('iifname "docker0" meta l4proto udp fib daddr type local drop'),
  }),
  hostFault({
    name: 'containers on user-defined bridges see a translated address of LAN hosts',
    mustFail: ['source-address.from-lan'],
    engine: HARDENED,
    script: sourceBecomes('-p tcp -o br-+ -m conntrack --ctstate DNAT'),
  }),
  hostFault({
    name: 'containers on docker0 see a translated address of LAN hosts in datagrams',
    mustFail: ['source-address.from-lan'],
    engine: HARDENED,
    script: sourceBecomes('-p udp -o docker0 -m conntrack --ctstate DNAT'),
  }),
  hostFault({
    name: 'TCP connections from docker0 are not masqueraded',
    // LAN hosts have no route for the replies
    breaks: ['docker0-egress'],
    chapters: ['lan', 'source-address'],
    engine: HARDENED,
    script: keptFirst('iptables -t nat', 'POSTROUTING', '-p tcp -s 172.17.0.0/16 -o dnc+ -j ACCEPT'),
  }),
  hostFault({
    name: 'datagrams from user-defined bridges are not masqueraded',
    breaks: ['egress-udp'],
    chapters: ['lan', 'source-address'],
    engine: HARDENED,
    // the engine inserts a rule for each network before those that are there
    script: always(
      [
        'rule="-p udp ! -s 172.17.0.0/16 -o dnc+ -j ACCEPT"',
        'case "$(iptables -t nat -S POSTROUTING | sed -n 2p)" in *"-o dnc+"*) ;; *) iptables -t nat -D POSTROUTING $rule; iptables -t nat -I POSTROUTING $rule ;; esac',
      ].join('\n'),
    ),
  }),
  hostFault({
    name: "containers see another address in their peers' datagrams",
    mustFail: ['source-address.from-peer'],
    engine: HARDENED,
    script: always(
      inContainers(
        'rule="INPUT -p udp --dport 32000:32767 -j SNAT --to-source 10.9.9.9"; iptables -t nat -C $rule || iptables -t nat -A $rule',
      ),
    ),
  }),
  hostFault({
    name: 'networks that are not masqueraded are open to everybody',
    mustFail: ['source-address.masquerade-off-closed'],
    script: always(openWhereOff('enable_ip_masquerade')),
  }),
];
