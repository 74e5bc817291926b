import { describe, expect, test } from '@jest/globals';
import type { Probe } from '../../../probe/journal.ts';
import { answered, refused, topology } from '../example.ts';
import { Graph } from './graph.ts';
import { probePathOf } from './probe-path.ts';

/** The boxes on the path of a probe, by their titles. */
function stopsOf(probe: Probe): string[] {
  const graph = new Graph(topology);
  const { steps } = probePathOf(graph, probe);
  const title = (id: string): string => graph.nodes.get(id)?.title ?? '';
  return steps.flatMap(({ link, forward }, index) => {
    const [from, to] = forward ? [link.from, link.to] : [link.to, link.from];
    return index === 0 ? [title(from), title(to)] : [title(to)];
  });
}

const unresolved = { kind: 'unresolved', reason: 'NXDOMAIN' } as const;
const request = {
  from: { kind: 'container', name: 'nginx' },
  request: { kind: 'name', name: 'grafana', type: 'A' },
  tookMs: 1,
  evidence: { command: 'dig' },
} as const;

const sent = { from: request.from, tookMs: 1, evidence: { command: 'nc' } };
const pinged = (address: string): Probe => ({
  kind: 'timed out',
  limitMs: 1,
  ...sent,
  request: { kind: 'ping', address },
});
const datagram = (address: string, port: number): Probe => ({
  kind: 'timed out',
  limitMs: 1,
  ...sent,
  request: { kind: 'datagram', address, port },
});

describe('the path of a probe', () => {
  test.each<[string, Probe, string[]]>([
    [
      'over the network that both are on',
      answered('nginx', 'http://dashboard:3000', 'grafana'),
      ['nginx', 'bridgeNetwork', 'grafana'],
    ],
    [
      'along the same path to the container that it was for, by its alias',
      refused('nginx', 'http://dashboard:81'),
      ['nginx', 'bridgeNetwork', 'grafana'],
    ],
    ['or by its address', refused('nginx', 'http://172.18.0.3:81'), ['nginx', 'bridgeNetwork', 'grafana']],
    [
      'through a published port',
      answered({ kind: 'test-process' }, 'http://127.0.0.1:32768', 'published', '127.0.0.1'),
      ['the test process', '0.0.0.0:32768', 'published'],
    ],
    [
      'to that port, where no server answered',
      refused({ kind: 'lan-host', name: 'lanHost' }, 'http://198.19.0.11:32768'),
      ['lanHost', '0.0.0.0:32768'],
    ],
    ['to itself', answered('nginx', 'http://127.0.0.1', 'nginx', '127.0.0.1'), ['nginx', 'nginx']],
    ['to its own loopback', refused('nginx', 'http://127.0.0.1:81'), ['nginx', 'nginx']],
    ['straight, where no network is common to both', refused('nginx', 'http://172.17.0.2'), ['nginx', 'published']],
    [
      'to the host, at the address of its bridge',
      refused('nginx', 'http://172.18.0.1:80'),
      ['nginx', 'the host itself'],
    ],
    ['to another host, by its address', refused('nginx', 'http://198.19.0.12'), ['nginx', 'lanHost']],
    ['to an address that no member has', refused('nginx', 'http://172.18.9.9'), ['nginx', '172.18.9.9']],
    ['of a ping as of a request', pinged('172.18.0.3'), ['nginx', 'bridgeNetwork', 'grafana']],
    ['of a datagram to an unknown address', datagram('172.18.9.9', 53), ['nginx', '172.18.9.9:53']],
    ['of a datagram to a published UDP port', datagram('198.19.0.11', 5353), ['nginx', '0.0.0.0:5353']],
    ['of a datagram past a published TCP port', datagram('198.19.0.11', 32768), ['nginx', '198.19.0.11:32768']],
    ['to the DNS server of its network', { ...unresolved, ...request }, ['nginx', 'bridgeNetwork']],
    [
      'to a server of the test process',
      answered('nginx', 'http://127.0.0.1:4000', 'listener', '127.0.0.1'),
      ['nginx', 'listener'],
    ],
  ])('leads %s', (_, probe, stops) => {
    expect(stopsOf(probe)).toEqual(stops);
  });

  test('of a reply and of a reverse lookup arrives', () => {
    const graph = new Graph(topology);
    const echoed = {
      ...pinged('172.18.0.3'),
      kind: 'echoed',
      by: 'dnc-1a2b3c-4d5e-grafana',
      client: undefined,
    } as Probe;
    expect(probePathOf(graph, echoed)).toMatchObject({ kind: 'answered', arrived: true });
    const named = { ...request, kind: 'named', names: ['grafana'], resolver: '127.0.0.11' } as Probe;
    expect(probePathOf(graph, named)).toMatchObject({ kind: 'answered', arrived: true });
  });

  test('is that of what went wrong, where it is not what was expected', () => {
    const graph = new Graph(topology);
    expect(probePathOf(graph, refused('nginx', 'http://grafana')).kind).toBe('unanswered');
    expect(probePathOf(graph, { ...unresolved, ...request }).kind).toBe('unresolved');
    const probe = answered('nginx', 'http://grafana', 'grafana');
    expect(probePathOf(graph, probe)).toMatchObject({ kind: 'answered', arrived: true });
    expect(probePathOf(graph, { ...probe, judged: { expected: { kind: 'refused' }, held: false } }).kind).toBe(
      'broken',
    );
  });
});

const at = (name: string, host: string) => ({
  ...(topology.containers[0] as (typeof topology.containers)[number]),
  name,
  host,
  networks: { 'dnc-1a2b3c-4d5e-overlaynetwork': { address: '10.0.1.2', aliases: [] } },
});

test('a container on an overlay is drawn in its host, and the overlay between the hosts', () => {
  const graph = new Graph({
    hosts: [
      { name: 'first', engine: true, address: '198.19.0.11' },
      { name: 'second', engine: true },
    ],
    networks: [{ name: 'overlaynetwork', driver: 'overlay' }],
    containers: [at('nginx', 'first'), at('grafana', 'second')],
  });
  expect(graph.hosts).toEqual([
    { name: 'first', title: 'host first · 198.19.0.11' },
    { name: 'second', title: 'host second' },
  ]);
  const networks = [...graph.nodes.values()].filter(({ kind }) => kind === 'network');
  expect(networks).toMatchObject([{ title: 'overlaynetwork', lines: ['overlay network'] }]);
  expect(networks[0]).not.toHaveProperty('host');
});
