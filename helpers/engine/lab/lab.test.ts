import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SentResponse } from '../../../fixtures/lab/host.ts';
import { missingOptions } from '../kernel-options.ts';
import { BareHost } from './bare-host.ts';
import { freeSubnet } from './subnet.ts';
import { Switch } from './switch.ts';

const LIMIT_MS = 5_000;

function canOpenNamespaces(): boolean {
  try {
    execFileSync('unshare', ['--net', '--', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const able = process.platform === 'linux' && process.getuid?.() === 0 && canOpenNamespaces();

/** The network namespaces of these processes. */
function namespacesOf(pids: readonly string[]): Set<string> {
  const links = pids.flatMap((pid) => {
    try {
      return [readlinkSync(`/proc/${pid}/ns/net`)];
    } catch {
      return [];
    }
  });
  return new Set(links);
}

const allPids = (): string[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name));

const ownChildren = (): string[] =>
  readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ');

const request = async (host: BareHost, url: string): Promise<SentResponse<object>> =>
  (await host.request({ url, withinMs: LIMIT_MS })) as SentResponse<object>;

// real namespaces and real packets: only root on Linux can have them
(able ? describe : describe.skip)('two bare hosts on a switch (root on Linux, with iproute2)', () => {
  let own: Set<string>;
  let link: Switch;
  let one: BareHost;
  let other: BareHost;

  beforeAll(async () => {
    link = await Switch.open(['ip'], freeSubnet([]));
    one = await BareHost.start(link, { identity: 'one' });
    other = await BareHost.start(link, { identity: 'other', forwarding: true });
    own = namespacesOf(ownChildren());
    expect(own.size).toBe(3);
  });

  afterAll(async () => {
    await Promise.all([one, other].map((host) => host.end()));
    await link.end();
    expect([...namespacesOf(allPids())].filter((name) => own.has(name))).toEqual([]);
  });

  test("reach each other over IPv4, and see the client's address", async () => {
    const answer = await request(one, `http://${other.nic.address}`);
    expect(answer).toMatchObject({
      answer: { kind: 'answered', by: 'other', headers: { 'x-client': one.nic.address } },
    });
  });

  test('reach each other over IPv6', async () => {
    const answer = await request(other, `http://[${one.nic.address6}]`);
    expect(answer).toMatchObject({ answer: { kind: 'answered', by: 'one' } });
  });

  test('refuse a port without a server, and have no default route', async () => {
    expect(await request(one, `http://${other.nic.address}:81`)).toMatchObject({ answer: { kind: 'refused' } });
    expect(await request(one, 'http://192.0.2.1')).toMatchObject({ answer: { kind: 'unreachable', what: 'network' } });
  });

  test('one routes through the other, which forwards', async () => {
    await one.route('192.0.2.0/24', other.nic.address);
    // it forwards, and has no default route
    expect(await request(one, 'http://192.0.2.1')).toMatchObject({ answer: { kind: 'unreachable', what: 'network' } });
  });

  test('a device that the kernel lacks is named by its option', async () => {
    const missing = await missingOptions(['ip'], ['veth', 'bridge', 'vxlan']);
    expect(missing).toEqual([]);
    const asOnAKernelWithout = ['sh', '-c', 'printf "Error: Unknown device type.\nCommand failed -:1\n" >&2; exit 1'];
    expect(await missingOptions(asOnAKernelWithout, ['vxlan'])).toEqual([
      'CONFIG_VXLAN (vxlan: Error: Unknown device type.)',
    ]);
    const asOnAKernelWithoutIpvlan = asOnAKernelWithout.map((word) => word.replace('-:1', '-:2'));
    expect(await missingOptions(asOnAKernelWithoutIpvlan, ['veth', 'ipvlan'])).toEqual([
      'CONFIG_IPVLAN (ipvlan: Error: Unknown device type.)',
    ]);
  });
});
