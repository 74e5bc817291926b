import { describe, expect, test } from '@jest/globals';
import type { Expectation } from '../../probe/expectation.ts';
import type { DatagramAnswer, Outcome, PageAnswer, Resolution } from '../../probe/outcome.ts';
import { type Request, type Way, ways } from '../../probe/request.ts';
import { probeFailure } from '../failure.ts';
import { type ContainerFacts, type Facts, type HostFacts, type Inspected, parseNeighbours } from './facts.ts';
import { suspect } from './suspicion.ts';

const NET = 'dnc-1-2-net';

const place = (address: string, ...aliases: string[]): Inspected => ({
  networks: { [NET]: { address, aliases } },
  bound: [],
});

function container(name: string, now: Inspected, more: Partial<ContainerFacts> = {}): ContainerFacts {
  return {
    name,
    identity: `dnc-1-2-${name}`,
    declared: { network: NET, aliases: [] },
    atStart: now,
    now,
    inside: { listening: [{ protocol: 'tcp', address: '0.0.0.0', port: 80 }], hasDefaultRoute: true, neighbours: {} },
    ...more,
  };
}

const host = (more: Partial<HostFacts> = {}): HostFacts => ({ listening: [], forwards: true, rules: '', ...more });

const sender = container('sender', place('172.18.0.2'));
const web = container('web', place('172.18.0.3', 'web'));

function outcomeOf(
  url: string,
  answer: PageAnswer,
  more: Partial<Outcome> & { resolution?: Resolution } = {},
): Outcome {
  const { resolution, ...rest } = more;
  const evidence = { command: `curl ${url}`, ...(resolution ? { resolution } : {}) };
  return {
    from: { kind: 'container', name: 'sender' },
    request: { kind: 'page', url },
    tookMs: 1,
    evidence,
    ...answer,
    ...rest,
  } as Outcome;
}

const byWeb: Expectation = { kind: 'answered', by: { name: 'web', identity: 'dnc-1-2-web' } };
const suspicionOf = (outcome: Outcome, facts: Partial<Facts> = {}, expected: Expectation = byWeb): string | undefined =>
  suspect(probeFailure(outcome, expected), { containers: [sender, web], ...facts });

const answered = (by: string | undefined): PageAnswer => ({
  kind: 'answered',
  status: 200,
  headers: {},
  body: '',
  by,
  address: '172.18.0.9',
});

const unresolved = (reason: 'NXDOMAIN' | 'no answer', resolver = '127.0.0.11') =>
  outcomeOf('http://web', { kind: 'unresolved', reason }, { resolution: { kind: 'unresolved', reason, resolver } });

const beside = (neighbours: Record<string, boolean>) =>
  container('sender', place('172.18.0.2'), { inside: { listening: [], hasDefaultRoute: true, neighbours } });

const boundOn = (hostAddress: string): Inspected => ({
  ...place('172.18.0.3'),
  bound: [{ port: '80/tcp', hostAddress, hostPort: 32768 }],
});

describe('a name that does not resolve', () => {
  test('though a container on the same network has it: the embedded DNS server', () => {
    expect(suspicionOf(unresolved('NXDOMAIN'))).toBe(
      'web does not resolve although inspect shows it as an alias of web, on the same network as sender: the embedded DNS server',
    );
    expect(suspicionOf(unresolved('NXDOMAIN', '9.9.9.9'))).toMatch(
      /; it queries 9\.9\.9\.9, which is not the engine's$/,
    );
  });

  test('and no container on the same network has', () => {
    const elsewhere = container('web', { networks: { other: { address: '172.19.0.2', aliases: ['web'] } }, bound: [] });
    const lone = { ...elsewhere, declared: { network: 'other', aliases: ['web'] } };
    expect(suspicionOf(unresolved('NXDOMAIN'), { containers: [sender, lone] })).toBe(
      'inspect shows web as an alias of web, which shares no network with sender',
    );
    expect(suspicionOf(unresolved('NXDOMAIN'), { containers: [sender] })).toBeUndefined();
  });

  test('because the DNS server does not answer', () => {
    expect(suspicionOf(unresolved('no answer'))).toBe(
      'the DNS server 127.0.0.11 of sender does not answer: the embedded DNS server is down or cannot be reached',
    );
  });
});

describe('no answer from a container', () => {
  const timedOut = outcomeOf('http://172.18.0.3', { kind: 'timed out', limitMs: 1 });

  test('with a complete ARP entry: dropped on the host', () => {
    const containers = [beside({ '172.18.0.3': true }), web];
    expect(suspicionOf(timedOut, { containers })).toBe(
      'the packet left, web is on the link and listens, and no reply came back: dropped on the host',
    );
    const resolution = { kind: 'resolved', addresses: ['172.18.0.3'], resolver: '127.0.0.11' } as const;
    const byName = outcomeOf('http://web', { kind: 'timed out', limitMs: 1 }, { resolution });
    const rules =
      'table ip filter {\n\tchain a {\n\t\tdrop\n\t}\n}\ntable inet mine {\n\tchain b {\n\t\ttcp dport 80 drop\n\t}\n}\n';
    expect(suspicionOf(byName, { containers, host: host({ rules }) })).toBe(
      'the name resolved, the packet left, web is on the link and listens, and no reply came back: dropped on the host (its firewall table inet mine drops packets)',
    );
  });

  test('without an ARP reply: the link is down', () => {
    const outcome = outcomeOf('http://172.18.0.3', { kind: 'unreachable', what: 'host' });
    expect(suspicionOf(outcome, { containers: [beside({ '172.18.0.3': false }), web] })).toMatch(
      /^sender got no ARP reply from 172\.18\.0\.3: the link /,
    );
  });

  test('on another network, on a host without IP forwarding', () => {
    expect(suspicionOf(timedOut, { host: host({ forwards: false }) })).toMatch(
      /forwards no packets: net\.ipv4\.ip_forward is 0$/,
    );
  });

  test('refused: because no server listens, or by a firewall', () => {
    const refused = outcomeOf('http://172.18.0.3:81', { kind: 'refused' });
    expect(suspicionOf(refused)).toBe('nothing in web listens on port 81: the server is at fault, not the network');
    expect(suspicionOf(outcomeOf('http://172.18.0.3', { kind: 'refused' }))).toMatch(
      /yet the connection is refused: something between them/,
    );
  });

  test('an unknown destination has no suspicion', () => {
    expect(suspicionOf(outcomeOf('http://10.9.9.9', { kind: 'timed out', limitMs: 1 }))).toBeUndefined();
    expect(suspicionOf(timedOut, {}, { kind: 'refused' })).toBeUndefined();
    expect(suspect(undefined, { containers: [sender, web] })).toBeUndefined();
  });
});

describe('no answer at a published port', () => {
  const bound = [{ port: '80/tcp', hostAddress: '0.0.0.0', hostPort: 32768 }];
  const published = container('web', { ...place('172.18.0.3'), bound });
  const at = (answer: PageAnswer, facts: Partial<HostFacts>) =>
    suspicionOf(outcomeOf('http://198.51.100.2:32768', answer), { containers: [sender, published], host: host(facts) });
  const refused = { kind: 'refused' } as const;
  const timedOut = { kind: 'timed out', limitMs: 1 } as const;
  const rules = 'tcp dport 32768 counter packets 1 bytes 60 dnat to 172.18.0.3:80';

  test('that is bound in inspect, and nowhere else', () => {
    expect(at(refused, {})).toBe(
      'inspect shows host port 32768 bound to 80/tcp of web, but nothing on the host listens on it, and no firewall rule forwards it to the container',
    );
    expect(at(refused, { rules })).toBeUndefined();
  });

  test('that is bound on loopback alone', () => {
    expect(at(refused, { listening: [{ protocol: 'tcp', address: '127.0.0.1', port: 32768 }] })).toMatch(
      /but the host listens on 127\.0\.0\.1 only, and the request went to 198\.51\.100\.2$/,
    );
  });

  test('of a host without IP forwarding, or that drops packets', () => {
    expect(at(timedOut, { rules, forwards: false })).toMatch(
      /a firewall rule forwards it, but the host forwards no packets/,
    );
    expect(at(timedOut, { rules })).toMatch(/the packet left, and no reply came back: dropped on the host$/);
  });

  test('that is bound to a port without a listening socket', () => {
    const wrong = {
      ...published,
      now: { ...published.now, bound: [{ port: '81/tcp', hostAddress: '0.0.0.0', hostPort: 32768 }] },
    };
    const outcome = outcomeOf('http://198.51.100.2:32768', { kind: 'reset' });
    expect(suspicionOf(outcome, { containers: [sender, wrong], host: host() })).toMatch(
      /^inspect shows host port 32768 .*, but nothing in the container listens on it$/,
    );
  });
});

describe('an answer', () => {
  test('from another container, or from an unknown server', () => {
    const other = container('other', place('172.18.0.9'));
    expect(suspicionOf(outcomeOf('http://web', answered('dnc-1-2-other')), { containers: [sender, web, other] })).toBe(
      'the answer came from another container: other, at 172.18.0.9',
    );
    expect(suspicionOf(outcomeOf('http://web', answered(undefined)))).toBe(
      'the server that answered at 172.18.0.9 is not a container of the scenario',
    );
    expect(suspicionOf(outcomeOf('http://web', answered('dnc-1-2-web')))).toBeUndefined();
  });

  test('where none was expected', () => {
    const bound = [{ port: '80/tcp', hostAddress: '', hostPort: 40000 }];
    const published = container('web', { ...place('172.18.0.3'), bound });
    const outcome = outcomeOf('http://127.0.0.1:40000', answered('dnc-1-2-web'), { from: { kind: 'test-process' } });
    expect(suspicionOf(outcome, { containers: [published] }, { kind: 'refused' })).toBe(
      'the host port is bound to 80/tcp of web, on all addresses',
    );
    expect(suspicionOf(outcomeOf('http://172.18.0.3', answered('dnc-1-2-web')), {}, { kind: 'unreachable' })).toMatch(
      /^sender has a default route/,
    );
    expect(suspicionOf(outcomeOf('http://web', answered('dnc-1-2-web')), {}, { kind: 'unresolved' })).toMatch(
      /^web resolves to 172/,
    );
  });

  test('of a name that resolves to several', () => {
    const outcome = {
      ...outcomeOf('', { kind: 'refused' }),
      request: { kind: 'name', name: 'web', type: 'A' },
      kind: 'resolved',
      addresses: ['172.18.0.3', '172.18.0.2'],
    } as Outcome;
    expect(suspicionOf(outcome, {}, { kind: 'resolved', to: [{ name: 'web', address: '172.18.0.3' }] })).toBe(
      'the name resolves to web and sender',
    );
  });
});

const sentBy = (request: Request, answer: DatagramAnswer): Outcome => ({
  from: { kind: 'container', name: 'sender' },
  request,
  tookMs: 1,
  evidence: { command: 'nc' },
  ...answer,
});

const echoed = (by: string): DatagramAnswer => ({ kind: 'echoed', by, client: undefined });

/** A line of a table of ways, of which these are open. */
function line(open: readonly Way[]): Outcome[] {
  const request = { kind: 'ping', address: '172.18.0.3' } as const;
  return ways.map((way) => {
    const answer = open.includes(way) ? echoed('dnc-1-2-web') : ({ kind: 'timed out', limitMs: 1 } as const);
    return Object.assign(sentBy(request, answer), { table: { to: 'web', way } });
  });
}

/** The suspicion of the failure of one way. */
function suspected(probes: readonly Outcome[], failed: Way, expected: Expectation): string | undefined {
  const outcome = probes.find(({ table }) => table?.way === failed) as Outcome;
  return suspect(probeFailure(outcome, expected), { containers: [sender, web] }, probes);
}

describe('a datagram or a ping', () => {
  const udp = { protocol: 'udp', address: '0.0.0.0', port: 5353 } as const;
  const timedOut = { kind: 'timed out', limitMs: 1 } as const;
  const server = container('web', place('172.18.0.3'), {
    inside: { listening: [udp], hasDefaultRoute: true, neighbours: {} },
  });
  const datagram = { kind: 'datagram', address: '172.18.0.3', port: 5353 } as const;
  const ping = { kind: 'ping', address: '172.18.0.3' } as const;
  const beneath = { containers: [beside({ '172.18.0.3': true }), server] };

  test.each<[string, Outcome, RegExp]>([
    ['that is dropped', sentBy(datagram, timedOut), /web is on the link and listens, and no reply came back: dropped/],
    ['that is dropped, without a port', sentBy(ping, timedOut), /web is on the link, and no reply came back: dropped/],
    [
      'that nothing listens for',
      sentBy({ ...datagram, port: 5354 }, timedOut),
      /^nothing in web listens on UDP port 5354: the server is at fault/,
    ],
    [
      'that is refused though a server listens',
      sentBy(datagram, { kind: 'refused' }),
      /^web listens on UDP port 5353, yet the datagram is refused/,
    ],
    [
      'that its own kernel does not send',
      sentBy(datagram, { kind: 'forbidden' }),
      /^the kernel of sender itself refuses to send the packet/,
    ],
    ['that another answers', sentBy(ping, echoed('dnc-1-2-sender')), /^the answer came from another container: sender/],
  ])('%s', (_, outcome, expected) => {
    expect(suspicionOf(outcome, beneath)).toMatch(expected);
  });

  test('that is answered where no answer was expected', () => {
    const bound = [{ port: '5353/udp', hostAddress: '', hostPort: 40000 }];
    const published = container('web', { ...place('172.18.0.3'), bound });
    const facts = { containers: [sender, published] };
    const at = sentBy({ ...datagram, port: 40000 }, echoed('dnc-1-2-web'));
    expect(suspicionOf(at, facts, { kind: 'no answer' })).toBe(
      'the host port is bound to 5353/udp of web, on all addresses',
    );
    const page = outcomeOf('http://172.18.0.3:40000', answered('dnc-1-2-web'));
    expect(suspicionOf(page, facts, { kind: 'no answer' })).toMatch(/^sender has a default route/);
    expect(suspicionOf(sentBy(ping, echoed('dnc-1-2-web')), {}, { kind: 'no answer' })).toBe(
      'sender and web are on one network, and nothing between them drops the packet',
    );
    const apart = container('web', { networks: { other: { address: '172.18.0.3', aliases: [] } }, bound: [] });
    const beyond = { ...apart, declared: { network: 'other', aliases: [] } };
    expect(
      suspicionOf(sentBy(ping, echoed('dnc-1-2-web')), { containers: [sender, beyond] }, { kind: 'no answer' }),
    ).toMatch(/^sender has a default route, and nothing between it and 172\.18\.0\.3 drops the packet/);
  });
});

describe('some ways of a table open, and some closed', () => {
  test('where all should be closed', () => {
    expect(suspected(line(['UDP']), 'UDP', { kind: 'no answer' })).toBe(
      'from sender to web, UDP got an answer and TCP, other TCP and ping did not: what blocks the one does not block the other, such as a firewall rule for one protocol or port',
    );
  });

  test('unless each is open, one of them at a second request', () => {
    const all = ['TCP', 'other TCP', 'ping', 'UDP'] as const;
    expect(suspected([...line(all.slice(0, 3)), ...line(all)], 'UDP', { kind: 'no answer' })).toBeUndefined();
  });

  test('where all should be open', () => {
    expect(suspected(line(['TCP', 'ping']), 'UDP', byWeb)).toBe(
      'from sender to web, TCP and ping got an answer and other TCP and UDP did not: the route is there, and something drops packets by their protocol or port, such as a firewall rule',
    );
  });

  test('of another line say nothing', () => {
    const elsewhere = line(['TCP']).map((probe) => Object.assign(probe, { from: { kind: 'test-process' } }));
    const closed = line([]);
    expect(suspected([...closed, ...elsewhere], 'UDP', byWeb)).toMatch(/dropped on the way$/);
  });
});

describe('a part of the declaration that inspect lacks', () => {
  const suspicionFor = (declared: Partial<ContainerFacts['declared']>, atStart: Inspected = place('172.18.0.3')) =>
    suspect(undefined, {
      containers: [container('web', atStart, { declared: { network: NET, aliases: [], ...declared } })],
    });

  test.each<[string, string | undefined, string | undefined]>([
    ['an alias that is lost', suspicionFor({ aliases: ['web'] }), 'inspect does not show the alias web of web'],
    ['another network', suspicionFor({ network: 'none' }), `web should be on network none, but inspect shows ${NET}`],
    [
      'a port that is not bound',
      suspicionFor({ publish: 80 }),
      'web should publish port 80, but inspect shows no host port for it',
    ],
    [
      'one address instead of all',
      suspicionFor({ publish: 80 }, boundOn('127.0.0.1')),
      'web should publish port 80 on all addresses, but the port is bound on 127.0.0.1 only',
    ],
    [
      'all addresses instead of one',
      suspicionFor({ publish: 80, publishOn: '127.0.0.1' }, boundOn('0.0.0.0')),
      'web should publish on 127.0.0.1 only, but the port is bound on 0.0.0.0',
    ],
    ['what was configured', suspicionFor({ publish: 80 }, boundOn('0.0.0.0')), undefined],
  ])('%s', (_, suspicion, expected) => {
    expect(suspicion).toBe(expected && `the engine did not do what was configured: ${expected}`);
  });

  test('a container on none publishes nothing', () => {
    expect(
      suspicionFor({ network: 'none', publish: 80 }, { networks: { none: { address: '', aliases: [] } }, bound: [] }),
    ).toBeUndefined();
  });
});

test('parses which addresses replied to ARP', () => {
  const table = [
    'IP address       HW type     Flags       HW address            Mask     Device',
    '172.18.0.3       0x1         0x2         02:42:ac:12:00:03     *        eth0',
    '172.18.0.4       0x1         0x0         00:00:00:00:00:00     *        eth0',
  ].join('\n');
  expect(parseNeighbours(table)).toEqual({ '172.18.0.3': true, '172.18.0.4': false });
});
