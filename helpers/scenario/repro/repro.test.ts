import type Dockerode from 'dockerode';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { grafana, lanHost, network, nginx } from '../declare.ts';
import type { RunningLanHost } from '../hosts.ts';
import type { Member } from '../member.ts';
import { RunningContainer, RunningNetwork } from '../running.ts';
import type { ManualCommand, Step } from '../steps.ts';
import { reproOf } from './repro.ts';

const images = process.env['CONFORMANCE_IMAGES'];
const image = (reference: string) => ({ reference, id: 'sha256:0', origin: 'pulled', standIn: false, programs: [] });

beforeAll(() => {
  const roles = { nginx: image('nginx:1'), grafana: image('grafana:1'), probe: image('busybox:1') };
  process.env['CONFORMANCE_IMAGES'] = JSON.stringify(roles);
});

afterAll(() => {
  if (images === undefined) delete process.env['CONFORMANCE_IMAGES'];
  else process.env['CONFORMANCE_IMAGES'] = images;
});

const NAME = 'dnc-1a2b3c-4d5e-';
const bridgenetwork = network({ driver: 'bridge' });
const apart = network({ driver: 'bridge' });
const declarations = {
  bridgenetwork,
  apart,
  web: nginx({ on: bridgenetwork, publish: 80 }),
  other: nginx({ on: bridgenetwork }),
  farAway: grafana({ on: apart, alias: 'faraway' }),
  lanHost: lanHost(),
};

/** A running container, without an engine. */
function running(name: 'web' | 'other' | 'farAway', id: string, address: string, ports: object = {}): RunningContainer {
  const engineName = `${NAME}${name.toLowerCase()}`;
  const networkName = `${NAME}${name === 'farAway' ? 'apart' : 'bridgenetwork'}`;
  const container = new RunningContainer({
    name,
    id: id.repeat(32),
    identity: engineName,
    engineName,
    declaration: declarations[name],
    server: { port: 80, environment: {}, ready: /./ },
    networkName,
    hostPorts: undefined,
    engine: {} as Dockerode,
  });
  const endpoint = { IPAddress: address, GlobalIPv6Address: '', Gateway: address.replace(/\.\d+$/, '.1') };
  const info = { NetworkSettings: { Networks: { [networkName]: endpoint }, Ports: ports } };
  for (const [key, value] of Object.entries({ atStart: info, history: [info] }))
    Object.defineProperty(container, key, { value });
  return container;
}

const members: Record<string, Member> = {
  bridgenetwork: new RunningNetwork('bridgenetwork', { Name: `${NAME}bridgenetwork` }, {} as Dockerode),
  apart: new RunningNetwork('apart', { Name: `${NAME}apart` }, {} as Dockerode),
  web: running('web', 'ab', '172.18.0.2', {
    '80/tcp': [
      { HostIp: '0.0.0.0', HostPort: '32768' },
      { HostIp: '::', HostPort: '32769' },
    ],
  }),
  other: running('other', 'cd', '172.18.0.23', { '81/tcp': [{ HostIp: '0.0.0.0', HostPort: '32769' }] }),
  farAway: running('farAway', 'ef', '172.19.0.2'),
  lanHost: {
    kind: 'lan-host',
    name: 'lanHost',
    identity: `${NAME}lanhost`,
    host: { nic: { address: '198.18.0.12', address6: 'fd00::c' } },
    engineAddress: '198.18.0.11',
  } as unknown as RunningLanHost,
};

const request = (...words: string[]): ManualCommand => ({ words, observed: { output: 'page', lines: ['refused'] } });

const repro = (...steps: Step[]) => reproOf(declarations, members, steps);

/** The lines of one request, with the definitions of its variables. */
const linesOf = (...words: string[]): readonly string[] => repro(request(...words)).steps[0]?.lines ?? [];

const WEB_IP = `web_ip=$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' repro-web)`;
const WEB_PORT = `web_port=$(docker port repro-web 80/tcp | sed -n 's/^0.0.0.0://p')`;

describe('names, addresses and ports of the run are replaced', () => {
  test('addresses and ports by variables, which are set first', () => {
    expect(linesOf('curl', 'http://172.18.0.2:80/a')).toEqual([WEB_IP, 'curl "http://$web_ip:80/a"']);
    expect(linesOf('curl', 'http://127.0.0.1:32768')).toEqual([WEB_PORT, 'curl "http://127.0.0.1:$web_port"']);
    expect(linesOf('curl', 'http://198.18.0.11:32768').at(-1)).toBe('curl "http://198.19.0.1:$web_port"');
    expect(linesOf('nslookup', 'abababababab.').at(-1)).toBe('nslookup "$web_id."');
  });

  test('names by the names in the script', () => {
    expect(linesOf('docker', 'exec', `${NAME}web`, 'true')).toEqual(['docker exec repro-web true']);
    expect(linesOf('nslookup', `${NAME}web.${NAME}bridgenetwork`)).toEqual(['nslookup repro-web.repro-bridgenetwork']);
    expect(linesOf('nslookup', `${NAME}web`.toUpperCase())).toEqual(['nslookup REPRO-WEB']);
  });

  test('by variables that are set once, and again after an action', () => {
    const get = request('curl', 'http://172.18.0.2:80');
    const again = request('curl', 'http://172.18.0.2:80/again');
    const lines = repro(get, again, { words: ['docker', 'restart', `${NAME}web`] }, get).steps.map(
      (step) => step.lines,
    );
    expect(lines.map(({ length }) => length)).toEqual([2, 1, 1, 2]);
  });

  test('by their names in a command that is repeated until it succeeds', () => {
    const words = ['docker', 'exec', `${NAME}web`, 'curl', "it's"];
    const [step] = repro({ words, untilDone: true }).steps;
    const command = String.raw`docker exec repro-web curl '\''it'\''\'\'''\''s'\''`;
    expect(step?.lines).toEqual([`timeout 60 sh -c 'until ${command}; do sleep 0.2; done'`]);
  });

  test("a port of the host may be one container's for IPv4, and another's for IPv6", () => {
    expect(linesOf('curl', 'http://127.0.0.1:32769').at(-1)).toContain('$other_port');
    expect(linesOf('curl', 'http://[::1]:32769').at(-1)).toContain('$web_port6');
  });

  test('similar texts are kept', () => {
    expect(linesOf('curl', 'http://172.18.0.230:80')).toEqual(['curl http://172.18.0.230:80']);
    expect(linesOf('curl', 'http://1172.18.0.2')).toEqual(['curl http://1172.18.0.2']);
    // a port of a container that is also a published port of the host
    expect(linesOf('curl', 'http://172.18.0.2:32768')).toEqual([WEB_IP, 'curl "http://$web_ip:32768"']);
  });

  test('every word of a request is quoted', () => {
    expect(linesOf('curl', 'http://a/$(reboot)`x`')).toEqual(["curl 'http://a/$(reboot)`x`'"]);
    expect(linesOf('curl', '172.18.0.2/"$(reboot)"`x`\\').at(-1)).toContain(String.raw`/\"\$(reboot)\"\`x\`\\"`);
  });
});

const namesIn = (...steps: Step[]) =>
  repro(...steps)
    .build.join('\n')
    .match(/(?<=--name |network create --driver bridge )repro-[\w-]+/g);

const observed = (expected: string, held: boolean, ...lines: string[]): Step => ({
  words: ['x'],
  observed: { output: 'name', lines },
  judged: { expected, held },
});

describe('a script builds the members that its requests touch', () => {
  test('the container that sends them, and its network', () => {
    expect(namesIn(request('docker', 'exec', `${NAME}web`, 'true'))).toEqual(['repro-bridgenetwork', 'repro-web']);
  });

  test('the container with a requested alias, even on another network', () => {
    const get = request('docker', 'exec', `${NAME}web`, 'curl', 'http://faraway');
    expect(namesIn(get)).toEqual(['repro-bridgenetwork', 'repro-apart', 'repro-web', 'repro-far-away']);
  });

  test('the container that answered', () => {
    const get: Step = { words: ['curl', 'x'], observed: { output: 'page', lines: [`answered by ${NAME}other`] } };
    expect(namesIn(get)).toEqual(['repro-bridgenetwork', 'repro-other']);
    expect(repro(get).steps[0]).toMatchObject({ observed: 'answered by other' });
  });

  test('and removes only these', () => {
    expect(repro(request('docker', 'exec', `${NAME}web`, 'true')).remove).toEqual([
      'docker rm -fv repro-web',
      'docker network rm repro-bridgenetwork',
    ]);
  });
});

describe('a request has a comment with its expectation', () => {
  test('and its observation, if it differs', () => {
    const expected = `answered by farAway (${NAME}faraway)`;
    const { steps } = repro(observed(expected, true, 'refused'), observed('refused', false, 'timed out'));
    expect(steps.map((step) => step.expected)).toEqual([
      ['expected: answered by far-away'],
      ['expected: refused; observed: timed out'],
    ]);
  });

  test('which names members instead of addresses, and the script prints their addresses', () => {
    const { steps } = repro(
      observed('resolved to 172.18.0.2 (web), and to nothing else', true, 'resolved to 172.18.0.2'),
    );
    expect(steps[0]).toMatchObject({
      expected: ['expected: resolved to web, and to nothing else'],
      observed: 'resolved to web',
    });
    expect(steps[0]?.lines[0]).toMatch(/^docker inspect --format '\{\{\.Name\}\}.*' repro-web$/);
  });

  test('and the facts that it showed', () => {
    const statement = { subject: 'its driver', expected: "'bridge'", observed: "'bridge'", held: true };
    expect(repro(observed('x', true), { statement }).steps[0]?.expected).toEqual([
      'expected: x',
      "expected: its driver: 'bridge'",
    ]);
  });
});

test('requirements come first, and changes are undone', () => {
  const change = { line: 'add', needs: ['[ -n "$x" ] || exit 2'], undo: 'delete' };
  const { needs, remove } = repro(change, change);
  expect(needs).toEqual(['[ -n "$x" ] || exit 2']);
  expect(remove).toEqual(['delete']);
});
