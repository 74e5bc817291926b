import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RoleImage, RoleImages } from '../../images/roles.ts';
import {
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
} from '../declare.ts';
import { byHand } from './describe.ts';

const image = (reference: string): RoleImage => ({
  reference,
  id: 'sha256:0',
  origin: 'local',
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

describe('by hand', () => {
  test('an overlay across two hosts takes a swarm of them, and every command says whose engine it asks', () => {
    const [first, second] = [engineHost(), engineHost()];
    const overlaynetwork = network({ driver: 'overlay', across: [first, second] });
    const web = nginx({ at: first, on: overlaynetwork, alias: 'web' });
    const lines = byHand({ first, second, overlaynetwork, web, grafana: grafana({ at: second, on: overlaynetwork }) });

    expect(lines[0]).toBe('RUN=repro-$$');
    expect(lines[1]).toMatch(/^\[ -n "\$\{first:-\}" \] && .* exit 2; \}$/);
    expect(lines[2]).toMatch(/^\[ -n "\$\{second:-\}" \] && /);
    expect(lines[3]).toMatch(
      / = active \] \|\| \{ docker --host "\$first" swarm init --advertise-addr "\$first_address";/,
    );
    expect(lines[4]).toContain(
      'docker --host "$second" swarm join --token "$(docker --host "$first" swarm join-token --quiet worker)" "$first_address:2377"',
    );
    expect(lines[5]).toBe(
      'docker --host "$first" network create --driver overlay --attachable ' +
        '--label "docker-network-conformance.run=$RUN" "$RUN-overlaynetwork"',
    );
    expect(lines[6]).toMatch(
      /^docker --host "\$first" run --detach --name "\$RUN-web" --label \S+ --network "\$RUN-overlaynetwork" --network-alias web --log-driver json-file --user 0 --env 'NGINX_CONF=[^']*' --entrypoint sh nginx:1\.28\.0 -c '/,
    );
    expect(lines[7]).toMatch(/^timeout 60 sh -c .* sh "\$RUN-web"$/);
    expect(lines[8]).toMatch(
      /^docker --host "\$second" run --detach --name "\$RUN-grafana" .* grafana\/grafana:12\.0\.2$/,
    );
  });

  test('a port is published on all addresses, or on the one that is named', () => {
    const [, everywhere, , onLoopback] = byHand({
      everywhere: nginx({ publish: 80 }),
      onLoopback: nginx({ publish: 80, publishOn: '127.0.0.1', expose: 8080 }),
    });
    expect(everywhere).toContain(' --network bridge --publish 80 --log-driver json-file --user 0 --env ');
    expect(onLoopback).toContain(
      ' --network bridge --publish 127.0.0.1::80 --expose 8080 --log-driver json-file --user 0 --env ',
    );
  });

  test("on the host's network, a server answers on a port that the script draws", () => {
    const [, drawn, run] = byHand({ onHost: nginx({ on: hostNetwork }) });
    expect(drawn).toMatch(/^onHost_port=\$\(shuf /);
    expect(run).toContain(`listen '"$onHost_port"';`);
  });

  test('a container that the engine may refuse is no reason to stop', () => {
    const [, , attempted] = byHand({ attempted: attempt(grafana({ on: hostNetwork, publish: 3000 })) });
    expect(attempted).toMatch(/^if docker run .* --network host --publish 3000 .*; then timeout 60 .*; fi # /);
  });

  test('a container has its names, its resolvers and its other networks', () => {
    const [front, back, resolver] = [network({ driver: 'bridge' }), network({ driver: 'bridge' }), lanHost()];
    const web = nginx({
      on: front,
      alias: ['web', 'www'],
      alsoOn: [{ on: back, alias: 'api' }],
      hostname: 'host',
      dns: ['192.0.2.1', resolver],
      dnsSearch: 'example.test',
      dnsOption: 'ndots:2',
      addHost: { gateway: 'host-gateway' },
    });
    const lines = byHand({ front, back, resolver, web });
    const run = lines.find((line) => line.includes('"$RUN-web"'));
    expect(run).toMatch(
      / --network "\$RUN-front" --network-alias web --network-alias www --hostname host --dns 192\.0\.2\.1 --dns "\$resolver_address" --dns-search example\.test --dns-option ndots:2 --add-host gateway:host-gateway --log-driver json-file --user 0 --env /,
    );
    expect(lines.at(-1)).toBe('docker network connect --alias api "$RUN-back" "$RUN-web"');
    // a resolver has its address before it is given as one
    expect(lines.findIndex((line) => line.includes('resolver_address='))).toBeLessThan(lines.indexOf(run ?? ''));
  });

  test('a network is told with all that is said of it, and with its own subnet where it has IPv6', () => {
    const lan = lanHost();
    const host = engineHost();
    const told = byHand({
      host,
      six: network({ driver: 'bridge', ipv6: true }),
      apart: network({ driver: 'bridge', at: host, internal: true, options: { 'com.example.key': 'a b' } }),
    });
    expect(told[2]).toMatch(/^six_subnet6=fdda:\$\(shuf [^:]+:\$\(shuf [^:]+::\/64$/);
    expect(told[3]).toMatch(
      /^docker network create --driver bridge --ipv6 --subnet "\$six_subnet6" --label \S+ "\$RUN-six"$/,
    );
    expect(told[4]).toMatch(
      /^docker --host "\$host" network create --driver bridge --internal --opt 'com\.example\.key=a b' --label \S+ "\$RUN-apart"$/,
    );
    // on the interface that the script has made for the LAN host
    expect(byHand({ macvlan: network({ driver: 'macvlan', beside: lan }), lan }).at(-1)).toMatch(
      /^docker network create --driver macvlan --label \S+ --subnet "\$link\.0\/24" --ip-range "\$link\.128\/25" --opt "parent=dnc\$\$" "\$RUN-macvlan"$/,
    );
  });

  test("a container may share another one's network, lack a capability, and publish on addresses, at a port, and UDP", () => {
    const owner = nginx({ publish: 80, publishAt: 8080, publishUdp: 53, publishOn: ['127.0.0.1', '::1'] });
    const [, first, , second] = byHand({ owner, sharing: grafana({ on: networkOf(owner), capDrop: 'NET_RAW' }) });
    expect(first).toContain(
      ` --publish 127.0.0.1:8080:80 --publish '[::1]:8080:80' --publish 127.0.0.1:8080:53/udp --publish '[::1]:8080:53/udp' --log-driver json-file --user 0 --env `,
    );
    expect(second).toContain(' --network "container:$RUN-owner" --cap-drop NET_RAW --log-driver json-file --env ');
  });

  test('beside hosts with engines of their own, a LAN host is one more host', () => {
    const lines = byHand({ host: engineHost(), beside: lanHost() });
    expect(lines.at(-1)).toMatch(/^\[ -n "\$\{beside_shell:-\}" \] && .* exit 2; \}$/);
  });

  test('a network of a plugin has it as its driver, by its name', () => {
    const plugin = networkPlugin();
    const lines = byHand({ plugin, remotenetwork: network({ driver: plugin }) });
    expect(lines.at(-1)).toContain('docker network create --driver "$RUN-plugin" --label ');
  });

  test('a LAN host is a container without a network, joined to the host', () => {
    const lines = byHand({ lanHost: lanHost(), listener: listener() });
    expect(lines.find((line) => line.includes('"$RUN-lanHost" --label'))).toContain(' --network none ');
    expect(lines).toContain('ip link add "dnc$$" type veth peer name eth0 netns "$inside"');
    expect(lines.at(-2)).toContain(`listen '"127.0.0.1:$listener_port"';`);
  });
});
