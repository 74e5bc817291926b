import type Dockerode from 'dockerode';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { lanHost, network, nginx } from '../declare.ts';
import type { RunningLanHost } from '../hosts.ts';
import { reproOf } from './repro.ts';
import { RunningContainer, RunningNetwork } from '../running.ts';
import type { Member } from '../start.ts';
import type { Step } from '../steps.ts';

const images = process.env['CONFORMANCE_IMAGES'];
const image = (reference: string) => ({ reference, id: 'sha256:0', origin: 'local', standIn: false });

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
const declarations = {
  bridgenetwork,
  web: nginx({ on: bridgenetwork, publish: 80 }),
  other: nginx({ on: bridgenetwork }),
  beside: lanHost(),
};

/** A container as it would be known while it runs, without an engine. */
function running(name: 'web' | 'other', address: string, ports: object = {}): RunningContainer {
  const container = new RunningContainer({
    name,
    id: (name === 'web' ? 'ab' : 'cd').repeat(32),
    identity: `${NAME}${name}`,
    engineName: `${NAME}${name}`,
    declaration: declarations[name],
    server: { port: 80, environment: {}, ready: /./ },
    networkName: `${NAME}bridgenetwork`,
    engine: {} as Dockerode,
  });
  const endpoint = { IPAddress: address, GlobalIPv6Address: '', Gateway: '172.18.0.1' };
  const info = { NetworkSettings: { Networks: { [`${NAME}bridgenetwork`]: endpoint }, Ports: ports } };
  for (const [key, value] of Object.entries({ atStart: info, history: [info] }))
    Object.defineProperty(container, key, { value });
  return container;
}

const members: Record<string, Member> = {
  bridgenetwork: new RunningNetwork('bridgenetwork', `${NAME}bridgenetwork`, {} as Dockerode),
  web: running('web', '172.18.0.2', {
    '80/tcp': [
      { HostIp: '0.0.0.0', HostPort: '32768' },
      { HostIp: '::', HostPort: '32769' },
    ],
  }),
  other: running('other', '172.18.0.23', { '81/tcp': [{ HostIp: '0.0.0.0', HostPort: '32769' }] }),
  beside: {
    kind: 'lan-host',
    name: 'beside',
    identity: `${NAME}beside`,
    host: { nic: { address: '198.18.0.12', address6: 'fd00::c' } },
    engineAddress: '198.18.0.11',
  } as unknown as RunningLanHost,
};

const asked = (...words: string[]): string => {
  const step: Step = { words, observed: [] };
  return reproOf(declarations, members, [step]).ask[0] ?? '';
};

const ADDRESS = `$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'`;
const PORT = `$(docker inspect --format '{{(index (index .NetworkSettings.Ports "80/tcp") 0).HostPort}}'`;

test('what got a name, an address or a port in the run is taken from the engine in the script', () => {
  expect(asked('curl', 'http://172.18.0.2:80/a')).toBe(`curl "http://${ADDRESS} "$RUN-web"):80/a"`);
  expect(asked('docker', 'exec', `${NAME}web`, 'curl', 'http://172.18.0.23')).toBe(
    `docker exec "$RUN-web" curl "http://${ADDRESS} "$RUN-other")"`,
  );
  expect(asked('curl', 'http://127.0.0.1:32768')).toBe(`curl "http://127.0.0.1:${PORT} "$RUN-web")"`);
  expect(asked('curl', 'http://198.18.0.11:32768')).toBe(`curl "http://$host_address:${PORT} "$RUN-web")"`);
  expect(asked('nslookup', 'abababababab.')).toBe(
    `nslookup "$(docker inspect --format '{{slice .Id 0 12}}' "$RUN-web")."`,
  );
  expect(asked('nslookup', `${NAME}web.${NAME}bridgenetwork`)).toBe('nslookup "$RUN-web.$RUN-bridgenetwork"');
});

test('a port of the host may be one container’s for IPv4, and another’s for IPv6', () => {
  expect(asked('curl', 'http://127.0.0.1:32769')).toMatch(/"81\/tcp"\) 0\)\.HostPort\}\}' "\$RUN-other"\)"$/);
  expect(asked('curl', 'http://[::1]:32769')).toMatch(/"80\/tcp"\) 1\)\.HostPort\}\}' "\$RUN-web"\)"$/);
});

test('a published port may be a word of its own', () => {
  expect(asked('sh', '-c', 'ask', '127.0.0.1', '32768')).toBe(`sh -c ask 127.0.0.1 "${PORT} "$RUN-web")"`);
  expect(asked('sh', '-c', 'ask', '127.0.0.1', '53')).toBe('sh -c ask 127.0.0.1 53');
});

test('what only looks like it stays as it is', () => {
  expect(asked('curl', 'http://172.18.0.230:80')).toBe('curl http://172.18.0.230:80');
  expect(asked('curl', 'http://1172.18.0.2')).toBe('curl http://1172.18.0.2');
  // a port of a container, which happens to be a published one of the host, too
  expect(asked('curl', 'http://172.18.0.2:32768')).toBe(`curl "http://${ADDRESS} "$RUN-web"):32768"`);
});

test('no word of a question is code, and no name in it', () => {
  expect(asked('curl', 'http://a/$(reboot)`x`')).toBe("curl 'http://a/$(reboot)`x`'");
  expect(asked('curl', '172.18.0.2/"$(reboot)"`x`\\')).toContain(String.raw`/\"\$(reboot)\"\`x\`\\"`);
});

test('outcomes have the names of members in the place of addresses, and an order of their own', () => {
  const steps: Step[] = [
    { words: ['a'], observed: ['resolved to 172.18.0.2', 'resolved to 172.18.0.23', 'resolved to 172.18.0.2'] },
    { words: ['b'], observed: ['has 172.19.0.9', 'has 127.0.0.1', 'has 172.18.0.2'] },
    { words: ['c'] },
    { line: 'true', observed: ['198.18.0.12'] },
  ];
  expect(reproOf(declarations, members, steps).observed).toEqual([
    'resolved to other, resolved to web',
    'has 127.0.0.1, has another, has web',
    '',
    'beside',
  ]);
});

test('what must be at hand comes first, and what was laid is taken back', () => {
  const manoeuvre = { line: 'lay', needs: ['[ -n "$x" ] || exit 2'], undo: 'unlay' };
  const { build, remove } = reproOf(declarations, members, [manoeuvre, manoeuvre]);
  expect(build.slice(0, 2)).toEqual(['RUN=repro-$$', '[ -n "$x" ] || exit 2']);
  expect(remove).toEqual([
    'unlay',
    'docker rm --force --volumes $(docker ps --all --quiet --filter "label=docker-network-conformance.run=$RUN")',
    'docker network rm "$RUN-bridgenetwork"',
  ]);
});
