import { always, answeringAs, inInspect, leaving, modeBecomes } from './alter.ts';
import { type AnyFault, apiFault, hostFault, labFault } from './fault.ts';

export const host: readonly AnyFault[] = [
  apiFault({
    name: 'host is the default bridge',
    breaks: ['host-network'],
    request: modeBecomes('host', 'bridge'),
  }),
  apiFault({
    name: 'host is no network',
    breaks: ['host-network'],
    request: modeBecomes('host', 'none'),
  }),
  apiFault({
    name: 'inspect shows an address on host',
    mustFail: ['host.shares-interfaces'],
    answer: inInspect((body) => (body.NetworkSettings.Networks.host.IPAddress = '172.17.0.99'), 'onhost'),
  }),
  apiFault({
    name: 'inspect shows a bound port on host',
    mustFail: ['host.no-binding-needed'],
    answer: inInspect(
      (body) => (body.NetworkSettings.Ports = { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '80' }] }),
      'onhost',
    ),
  }),
  hostFault({
    name: 'a UDP port that a container on host publishes is in use on the host',
    mustFail: ['host.publish-discarded'],
    chapters: ['host'],
    script: always(
      [
        'for id in $(docker ps --quiet --filter "name=-publishing$"); do',
        '  port=$(docker inspect --format "{{range .HostConfig.PortBindings}}{{range .}}{{.HostPort}} {{end}}{{end}}" $id)',
        '  port=${port%% *}; [ "$port" ] && [ ! -e /tmp/taken-$port ] || continue',
        '  >/tmp/taken-$port',
        `  perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(Proto => "udp", LocalPort => $ARGV[0]) or die; sleep' $port &`,
        'done',
      ].join('\n'),
    ),
  }),
  hostFault({
    name: 'pings to 127.0.0.1 on the host are dropped',
    mustFail: ['host.no-binding-needed', 'host.linux-only'],
    script: leaving('oifname "lo" ip daddr 127.0.0.1 icmp type echo-request drop'),
  }),
  labFault({
    name: 'a container on host has another DNS server than its host',
    mustFail: ['host.dns-servers'],
    // the engine reads it when a container is created; to change the container's own would be a race with its requests
    script: always('grep -q 192.0.2.1 /etc/resolv.conf || echo "nameserver 192.0.2.1" >/etc/resolv.conf'),
  }),
  hostFault({
    name: 'a container on host answers at another port of the host as well',
    mustFail: ['host.no-binding-needed'],
    script: answeringAs('onhost'),
  }),
];
