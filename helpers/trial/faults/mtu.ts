import { always, atNetworkCreate, leaving } from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';

const MTU = 'com.docker.network.driver.mtu';

export const mtu: readonly AnyFault[] = [
  apiFault({
    name: 'the option driver.mtu is ignored',
    breaks: ['mtu-option'],
    request: atNetworkCreate((body) => {
      if (body.Options) delete body.Options[MTU];
    }),
  }),
  apiFault({
    name: 'networks without an MTU have a smaller one',
    breaks: ['usual-mtu'],
    request: atNetworkCreate((body) => {
      if (String(body.Name).endsWith('-usual')) body.Options = { [MTU]: '1450' };
    }),
  }),
  hostFault({
    name: 'bridges have an MTU of their own',
    mustFail: ['mtu.default', 'mtu.option', 'mtu.jumbo'],
    // a larger one carries every packet
    script: always('for bridge in $(ls -d /sys/class/net/br-*); do ip link set $(basename $bridge) mtu 9100; done'),
  }),
  hostFault({
    name: 'packets of the size of the MTU are lost on the bridge',
    breaks: ['full-packets'],
    // a bridge without an MTU of its own takes that of its interfaces
    script: always(
      'for bridge in $(grep -Lx 1500 /sys/class/net/br-*/mtu); do for veth in $(ls ${bridge%/mtu}/brif); do ip link set $veth mtu 1300; done; done',
    ),
  }),
  hostFault({
    name: 'the host sends no ICMP errors about a smaller MTU',
    breaks: ['path-mtu'],
    script: leaving('icmp type destination-unreachable drop'),
  }),
  hostFault({
    name: 'the host sends no ICMP errors about a smaller MTU over IPv6',
    mustFail: ['mtu.path-learned-ipv6'],
    engine: HARDENED,
    script: leaving('icmpv6 type packet-too-big drop'),
  }),
  hostFault({
    name: 'the default bridge has a smaller MTU than inspect shows',
    mustFail: ['mtu.default-bridge'],
    script: always('[ "$(cat /sys/class/net/docker0/mtu)" = 1400 ] || ip link set docker0 mtu 1400'),
  }),
  hostFault({
    name: 'large packets over IPv6 are lost on every bridge',
    mustFail: ['ipv6.dual-stack'],
    script: `nft -f - <<'END'
table bridge broken {
chain broken {
type filter hook forward priority 0; ip6 nexthdr tcp ip6 length > 1300 drop;
}
}
END
`,
  }),
  hostFault({
    name: 'packets of the usual MTU are lost on every bridge',
    mustFail: ['mtu.carried'],
    script: `nft -f - <<'END'
table bridge broken {
chain broken {
type filter hook forward priority 0; ip protocol udp ip length 1401-1500 drop;
}
}
END
`,
  }),
];
