import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RoleImage, RoleImages } from '../images/roles.ts';
import {
  attempt,
  engineHost,
  grafana,
  hostNetwork,
  listener,
  neighbour,
  network,
  networkOf,
  networkPlugin,
  nginx,
} from './declare.ts';
import { byHand } from './describe.ts';

const image = (reference: string): RoleImage => ({ reference, id: 'sha256:0', origin: 'local', standIn: false });
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

    expect(lines.slice(0, 5)).toEqual([
      'first=… # the DOCKER_HOST of first, a host with an engine of its own',
      'second=… # the DOCKER_HOST of second, a host with an engine of its own',
      'docker --host "$first" swarm init',
      'docker --host "$second" swarm join --token "$(docker --host "$first" swarm join-token --quiet worker)" ' +
        `"$(docker --host "$first" info --format '{{.Swarm.NodeAddr}}'):2377"`,
      'docker --host "$first" network create --driver overlay --attachable overlaynetwork',
    ]);
    expect(lines[5]).toMatch(
      /^docker --host "\$first" run --detach --name web --network overlaynetwork --network-alias web --env 'NGINX_CONF=[^']*' nginx:1\.28\.0 sh -c '/,
    );
    expect(lines[6]).toMatch(
      /^docker --host "\$second" run --detach --name grafana --network overlaynetwork --env .* grafana\/grafana:12\.0\.2$/,
    );
  });

  test('a port is published on all addresses, or on the one that is named', () => {
    const [everywhere, onLoopback, attempted] = byHand({
      everywhere: nginx({ publish: 80 }),
      onLoopback: nginx({ publish: 80, publishOn: '127.0.0.1', expose: 8080 }),
      attempted: attempt(grafana({ on: hostNetwork, publish: 3000 })),
    });
    expect(everywhere).toContain('docker run --detach --name everywhere --network bridge --publish 80 --env ');
    expect(onLoopback).toContain(' --network bridge --publish 127.0.0.1::80 --expose 8080 --env ');
    expect(attempted).toContain(' --name attempted --network host --publish 3000 --env ');
  });

  test('a container has its names, its resolvers and its other networks', () => {
    const [front, back, resolver] = [network({ driver: 'bridge' }), network({ driver: 'bridge' }), neighbour()];
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
    const [run, connect] = byHand({ front, back, resolver, web }).slice(3);
    expect(run).toMatch(
      / --network front --network-alias web --network-alias www --hostname host --dns 192\.0\.2\.1 --dns "\$resolver_address" --dns-search example\.test --dns-option ndots:2 --add-host gateway:host-gateway --env /,
    );
    expect(connect).toBe('docker network connect --alias api back web');
  });

  test('a network is told with all that is said of it, and with its own subnet where it has IPv6', () => {
    const lan = neighbour();
    const host = engineHost();
    const told = byHand({
      host,
      six: network({ driver: 'bridge', ipv6: true }),
      apart: network({ driver: 'bridge', at: host, internal: true, options: { 'com.example.key': 'a b' } }),
      lan,
      macvlan: network({ driver: 'macvlan', beside: lan }),
    });
    expect(told[1]).toMatch(/^docker network create --driver bridge --ipv6 --subnet fd[0-9a-f:]+::\/64 six$/);
    expect(told[2]).toBe(
      `docker --host "$host" network create --driver bridge --internal --opt 'com.example.key=a b' apart`,
    );
    expect(told[4]).toMatch(
      /^docker network create --driver macvlan --subnet "\$SUBNET" --ip-range "\$RANGE" --opt parent="\$CARD" macvlan # of the host's card that leads to lan,/,
    );
  });

  test("a container may share another one's network, lack a capability, and publish on addresses, at a port, and UDP", () => {
    const owner = nginx({ publish: 80, publishAt: 8080, publishUdp: 53, publishOn: ['127.0.0.1', '::1'] });
    const [first, second] = byHand({ owner, sharing: grafana({ on: networkOf(owner), capDrop: 'NET_RAW' }) });
    expect(first).toContain(
      ` --publish 127.0.0.1:8080:80 --publish '[::1]:8080:80' --publish 127.0.0.1:8080:53/udp --publish '[::1]:8080:53/udp' --env `,
    );
    expect(second).toContain(' --network container:owner --cap-drop NET_RAW --env ');
  });

  test('a network of a plugin has it as its driver, by its name', () => {
    const plugin = networkPlugin();
    const bridgenetwork = network({ driver: 'bridge' });
    expect(byHand({ plugin, remotenetwork: network({ driver: plugin }), bridgenetwork })).toEqual([
      '# plugin: fixtures/network-plugin/plugin.ts of this suite, its socket at /run/docker/plugins/plugin.sock',
      'docker network create --driver plugin remotenetwork',
      'docker network create --driver bridge bridgenetwork',
    ]);
  });

  test('what no docker command makes is told in words', () => {
    const everywhere = listener({ everywhere: true });
    expect(byHand({ neighbour: neighbour(), listener: listener(), everywhere })).toEqual([
      'neighbour_address=… # of neighbour, another host on the same link: a web server, and a resolver of names',
      '# listener: a web server on 127.0.0.1 of the machine',
      '# everywhere: a web server on all addresses of the machine',
    ]);
  });
});
