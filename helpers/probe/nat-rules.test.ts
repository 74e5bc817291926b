import { expect, test } from '@jest/globals';
import { parseNatRules } from './nat-rules.ts';

test.each([
  [
    'of iptables',
    '-A DOCKER ! -i docker0 -p tcp -m tcp --dport 18080 -j DNAT --to-destination 172.17.0.3:82',
    { protocol: 'tcp', address: '0.0.0.0', port: 18080, to: '172.17.0.3', toPort: 82 },
  ],
  [
    'for one address',
    '-A DOCKER -d 127.0.0.1/32 ! -i docker0 -p udp -m udp --dport 53 -j DNAT --to-destination 172.17.0.3:81',
    { protocol: 'udp', address: '127.0.0.1', port: 53, to: '172.17.0.3', toPort: 81 },
  ],
  [
    'of ip6tables',
    '-A DOCKER ! -i br-1 -p tcp -m tcp --dport 80 -j DNAT --to-destination [fd00::2]:80',
    { protocol: 'tcp', address: '::', port: 80, to: 'fd00::2', toPort: 80 },
  ],
  [
    'of nft',
    '\t\tip daddr 127.0.0.1 tcp dport 8080 counter packets 0 bytes 0 dnat to 10.88.0.3:81',
    { protocol: 'tcp', address: '127.0.0.1', port: 8080, to: '10.88.0.3', toPort: 81 },
  ],
  [
    'of nft in a table of both families',
    '\t\tudp dport 39179 dnat ip to 10.88.0.2:5353',
    { protocol: 'udp', address: '0.0.0.0', port: 39179, to: '10.88.0.2', toPort: 5353 },
  ],
  [
    'of nft over IPv6',
    '\t\ttcp dport 39179 dnat ip6 to [fd00::2]:80',
    { protocol: 'tcp', address: '::', port: 39179, to: 'fd00::2', toPort: 80 },
  ],
  [
    'that leaves the port',
    '\t\tip daddr 198.51.100.2 dnat to 10.88.0.2',
    { protocol: 'tcp', address: '198.51.100.2', port: Number.NaN, to: '10.88.0.2', toPort: undefined },
  ],
  [
    'to the host itself',
    '-A PREROUTING -p tcp -m tcp --dport 81 -j REDIRECT --to-ports 28080',
    { protocol: 'tcp', address: '0.0.0.0', port: 81, to: undefined, toPort: 28080 },
  ],
])('parses a rule %s', (_, line, rule) => {
  expect(parseNatRules(`*nat\n${line}\nCOMMIT\n`)).toEqual([rule]);
});

test.each([
  '-A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE',
  '\t\ttcp dport 39735  counter packets 0 bytes 0 jump NETAVARK-DN-1D8721804F16F',
  '\t\tfib daddr type local jump NETAVARK-HOSTPORT-DNAT',
])('no other rule is one: %s', (line) => {
  expect(parseNatRules(line)).toEqual([]);
});
