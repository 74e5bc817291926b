import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RoleImage, RoleImages } from '../../images/roles.ts';
import {
  type Declarations,
  attempt,
  engineHost,
  grafana,
  hostNetwork,
  listener,
  lanHost,
  network,
  networkOf,
  networkPlugin,
  nginx,
  service,
} from '../declare.ts';
import { buildLines, needsOf } from './build.ts';
import type { Plan } from './plan.ts';

const image = (reference: string): RoleImage => ({
  reference,
  id: 'sha256:0',
  origin: 'pulled',
  standIn: false,
  programs: [],
});
const images: RoleImages = {
  nginx: image('nginx:1.28.0'),
  grafana: image('grafana/grafana:12.0.2'),
  probe: image('busybox:1.37.0'),
};
const before = process.env['CONFORMANCE_IMAGES'];

beforeAll(() => {
  process.env['CONFORMANCE_IMAGES'] = JSON.stringify(images);
});

afterAll(() => {
  if (before === undefined) delete process.env['CONFORMANCE_IMAGES'];
  else process.env['CONFORMANCE_IMAGES'] = before;
});

const planOf = (declarations: Declarations, more: Partial<Plan> = {}): Plan => ({
  declarations,
  ports: new Map(),
  hostPorts: new Map(),
  composeFiles: new Map(),
  refused: new Set(),
  requests: '',
  ...more,
});

/** The commands after the configuration of nginx. */
const build = (declarations: Declarations, more: Partial<Plan> = {}): string[] =>
  buildLines(planOf(declarations, more)).filter((line) => !/^(#|NGINX=|exec nginx)/.test(line));

describe('the commands that build a scenario', () => {
  test('an overlay across two hosts forms a swarm, and every command names its engine', () => {
    const [first, second] = [engineHost(), engineHost()];
    const overlaynetwork = network({ driver: 'overlay', across: [first, second] });
    const web = nginx({ at: first, on: overlaynetwork, alias: 'web' });
    const all = { first, second, overlaynetwork, web, grafana: grafana({ at: second, on: overlaynetwork }) };
    expect(needsOf(planOf(all))).toEqual([
      expect.stringMatching(/^\[ -n "\$\{first:-\}" \] && .* exit 2; \}$/),
      expect.stringMatching(/^\[ -n "\$\{second:-\}" \] && /),
    ]);
    const lines = build(all);
    expect(lines[0]).toMatch(
      / = active \] \|\| \{ docker --host "\$first" swarm init --advertise-addr "\$first_address" /,
    );
    expect(lines[1]).toContain(
      'docker --host "$second" swarm join --token "$(docker --host "$first" swarm join-token --quiet worker)" "$first_address:2377"',
    );
    expect(lines[2]).toBe('docker --host "$first" network create --driver overlay --attachable repro-overlaynetwork');
    expect(lines[3]).toBe(
      'docker --host "$first" run -d --name repro-web --network repro-overlaynetwork --network-alias web --entrypoint sh nginx:1.28.0 -c "$NGINX" web',
    );
    expect(lines[4]).toMatch(/^docker --host "\$second" run -d --name repro-grafana .* grafana\/grafana:12\.0\.2$/);
    expect(lines[5]).toContain('docker --host "$second" exec repro-grafana curl -s --noproxy "*" 127.0.0.1:3000');
  });

  test('a script has one minimal configuration of nginx, and only for an nginx', () => {
    const lines = buildLines(planOf({ one: nginx(), other: nginx() }));
    expect(lines.filter((line) => line.startsWith('NGINX='))).toHaveLength(1);
    expect(lines.join('\n')).not.toMatch(/stream|large/);
    expect(buildLines(planOf({ one: grafana() })).join('\n')).not.toContain('nginx');
    const more = buildLines(
      planOf({ one: nginx({ publish: 80, publishUdp: 53 }) }, { requests: 'curl http://web/large' }),
    ).join('\n');
    expect(more).toContain('listen 53 udp;');
    expect(more).toContain('location = /large { root /tmp; }');
  });

  test('a port is published on all addresses or on the given one', () => {
    const [everywhere, onLoopback] = build({
      everywhere: nginx({ publish: 80 }),
      onLoopback: nginx({ publish: 80, publishOn: '127.0.0.1', expose: 8080 }),
    });
    expect(everywhere).toContain(' -p 80 --entrypoint ');
    expect(onLoopback).toContain(' -p 127.0.0.1::80 --expose 8080 --entrypoint ');
    expect(onLoopback).toMatch(/ on-loopback 'listen 80; listen 8080;'$/);
  });

  test('on the host network, a server listens on its port of the run', () => {
    const [run, , wait] = build(
      { onHost: nginx({ on: hostNetwork }) },
      {
        ports: new Map([['onHost', { port: 40_123 }]]),
      },
    );
    expect(run).toMatch(/ --network host .* on-host 'listen 40123;'$/);
    expect(wait ?? run).not.toContain(':80');
  });

  test('an attempt does not end the script, and a refused container is not waited for', () => {
    const attempted = { attempted: attempt(grafana({ on: hostNetwork, publish: 3000 })) };
    expect(build(attempted)[0]).toMatch(/ --network host -p 3000 .* \|\| true # the engine may refuse it$/);
    expect(build(attempted)).toHaveLength(2);
    expect(build(attempted, { refused: new Set(['attempted']) })).toHaveLength(1);
  });

  test('a container has its names, DNS servers and other networks', () => {
    const [front, back, resolver] = [network({ driver: 'bridge' }), network({ driver: 'bridge' }), lanHost()];
    const web = nginx({
      on: front,
      alias: ['web', 'www'],
      alsoOn: [{ on: back, alias: 'api' }],
      hostname: 'host',
      dns: ['192.0.2.1', resolver],
      dnsSearch: ['example.test', 'corp.test'],
      dnsOption: 'ndots:2',
      addHost: { gateway: 'host-gateway' },
    });
    const lines = build({ front, back, resolver, web });
    expect(lines.find((line) => line.includes(' --name repro-web '))).toContain(
      ' --network repro-front --network-alias web --network-alias www --hostname host --dns 192.0.2.1 --dns 198.19.0.2 --dns-search example.test --dns-search corp.test --dns-option ndots:2 --add-host gateway:host-gateway --entrypoint ',
    );
    expect(lines.at(-1)).toBe('docker network connect --alias api repro-back repro-web');
    expect(lines.some((line) => line.includes('dns-server.ts'))).toBe(true);
  });

  test('a container has its links, its domain name, and a network by its ID', () => {
    const on = network({ driver: 'bridge' });
    const db = nginx({ on });
    const web = nginx({ on, networkBy: 'short ID', domainname: 'shop.test', links: { database: db, gone: 'nobody' } });
    const lines = build({ on, db, web });
    expect(lines.find((line) => line.includes(' --name repro-web '))).toMatch(
      /^on_by_id=\$\(docker network inspect --format '\{\{slice \.Id 0 12\}\}' repro-on\)\ndocker run -d --name repro-web --network "\$on_by_id" --domainname shop\.test --link repro-db:database --link nobody:gone /,
    );
  });

  test('a container may be the DNS server of another one', () => {
    const on = network({ driver: 'bridge' });
    const server = nginx({ on, dnsServer: true });
    const [, first, second] = build({ on, server, client: nginx({ on, dns: [server] }) });
    expect(first).toMatch(/\ndocker exec -d repro-server perl -e "\$\(cat fixtures\/lab\/dns\.pl\)" outside\.test /);
    expect(second).toMatch(
      /^server_dns=\$\(docker inspect .* repro-server\)\ndocker run .* --network repro-on --dns "\$server_dns" /,
    );
    expect(needsOf(planOf({ on, server }))).toEqual([expect.stringContaining('runs its DNS server')]);
  });

  test('several LAN hosts are for the suite alone', () => {
    expect(needsOf(planOf({ first: lanHost(), second: lanHost() }))).toEqual([
      expect.stringContaining('it has several LAN hosts'),
    ]);
  });

  test('a port for containers that share the network is published', () => {
    const [run] = build({ owner: nginx({ publishForSharing: true }) });
    expect(run).toMatch(/ -p 3[2-9]\d{3} --entrypoint /);
  });

  test('a container with many aliases has only the requested ones', () => {
    const on = network({ driver: 'bridge' });
    const alias = Array.from({ length: 26 }, (_, index) => `name-${index}-`);
    const [, run] = build({ on, web: nginx({ on, alias }) }, { requests: 'nslookup name-7-' });
    expect(run).toContain(' --network repro-on --network-alias name-7- --entrypoint ');
  });

  test('a network has all of its declared options', () => {
    const [lan, host] = [lanHost(), engineHost()];
    const [six, apart] = build({
      host,
      six: { ...network({ driver: 'bridge' }), subnet6: 'fd00:1::/64' },
      apart: network({ driver: 'bridge', at: host, internal: true, options: { 'com.example.key': 'a b' } }),
    });
    expect(six).toBe('docker network create --driver bridge --ipv6 --subnet fd00:1::/64 repro-six');
    expect(apart).toBe(
      `docker --host "$host" network create --driver bridge --internal --opt 'com.example.key=a b' repro-apart`,
    );
    // on the interface that the script creates for the LAN host
    expect(build({ macvlan: network({ driver: 'macvlan', beside: lan }), lan })).toContain(
      'docker network create --driver macvlan --subnet 198.19.0.0/24 --ip-range 198.19.0.128/25 --opt parent=repro0 repro-macvlan',
    );
    const l3 = network({ driver: 'ipvlan', beside: lan, subnet: '198.18.1.0/24', options: { ipvlan_mode: 'l3' } });
    expect(build({ l3, lan })).toContain(
      'docker network create --driver ipvlan --subnet 198.18.1.0/24 --opt parent=repro0 --opt ipvlan_mode=l3 repro-l3',
    );
    expect(build({ trusting: network({ driver: 'bridge', trusting: lan }), lan })).toContain(
      'docker network create --driver bridge --opt com.docker.network.bridge.trusted_host_interfaces=repro0 repro-trusting',
    );
    const closed = network({ driver: 'overlay', across: [host], attachable: false });
    expect(build({ host, closed })).toContain('docker --host "$host" network create --driver overlay repro-closed');
  });

  test('a service is created on the manager, with its endpoint mode and ports', () => {
    const host = engineHost();
    const overlay = network({ driver: 'overlay', across: [host] });
    const web = service({ on: overlay, replicas: 2, role: 'worker', endpointMode: 'dnsrr', publishOnHost: 80 });
    const line = build({ host, overlay, web }).find((each) => each.includes('service create'));
    expect(line).toMatch(
      /^docker --host "\$host" service create --quiet --name repro-web --network repro-overlay --replicas 2 /,
    );
    expect(line).toContain(' --constraint node.role==worker --endpoint-mode dnsrr --publish mode=host,target=80 ');
  });

  test("a container may share another one's network, lack a capability or have another one, and publish on addresses, at a port, and UDP", () => {
    const owner = nginx({ publish: 80, publishAt: 'drawn', publishUdp: 53, publishOn: ['127.0.0.1', '::1'] });
    const sharing = grafana({ on: networkOf(owner), capAdd: 'NET_ADMIN', capDrop: 'NET_RAW' });
    const [first, second] = build({ owner, sharing }, { hostPorts: new Map([['owner', '8080']]) });
    expect(first).toContain(
      ` -p 127.0.0.1:8080:80 -p '[::1]:8080:80' -p 127.0.0.1:8080:53/udp -p '[::1]:8080:53/udp' --entrypoint `,
    );
    expect(second).toContain(' --network container:repro-owner --cap-add NET_ADMIN --cap-drop NET_RAW --env ');
  });

  test('a host port that was drawn in the run is a number in the script', () => {
    const owner = nginx({ publish: 80, publishAt: 'drawn' });
    expect(build({ owner }, { hostPorts: new Map([['owner', '23456']]) })[0]).toContain(' -p 23456:80 --entrypoint ');
  });

  test('in a scenario with engine hosts, a LAN host is another host of the user', () => {
    const all = { host: engineHost(), beside: lanHost() };
    expect(needsOf(planOf(all)).at(-1)).toMatch(/^\[ -n "\$\{beside_shell:-\}" \] && .* exit 2; \}$/);
    expect(build(all)).toEqual([]);
  });

  test('a network of a plugin has the name of the plugin as its driver', () => {
    const plugin = networkPlugin();
    const lines = build({ plugin, remotenetwork: network({ driver: plugin }) });
    expect(lines.at(-1)).toBe('docker network create --driver repro-plugin repro-remotenetwork');
  });

  test("a LAN host requires root, and the engine's own host: elsewhere, its interface would be on the wrong one", () => {
    const [isRoot, isHere] = needsOf(planOf({ lanHost: lanHost() }));
    expect(isRoot).toContain('[ "$(id -u)" = 0 ]');
    expect(isHere).toMatch(/^\[ "\$\(docker run --rm --network host --entrypoint sh busybox:1\.37\.0 -c .*exit 2; \}$/);
  });

  test('a LAN host is a container without a network, connected to the host', () => {
    const lines = build(
      { lanHost: lanHost(), listener: listener() },
      {
        ports: new Map([['listener', { port: 40_123, otherPort: 40_124, udpPort: 40_125 }]]),
      },
    );
    expect(lines[0]).toContain('docker run -d --name repro-lan-host --network none ');
    expect(lines).toContain('ip link add repro0 type veth peer name eth0 netns "$lan_host_pid"');
    expect(lines.find((line) => line.includes('repro-listener'))).toMatch(
      / listener 'listen 127\.0\.0\.1:40123; listen 127\.0\.0\.1:40124;' 'listen 127\.0\.0\.1:40125 udp;'$/,
    );
  });
});
