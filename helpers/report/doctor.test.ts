import { describe, expect, test } from '@jest/globals';
import type { Run } from '../engine/run.ts';
import { doctorText, hostRestrictions } from './doctor.ts';

const run = (engine: object = {}, surroundings: object = {}): Run =>
  ({
    id: '3f9a1c',
    owner: 'host/1/2',
    records: '',
    host: { because: 'this is user 1000, not root' },
    hosts: { kind: 'none', because: 'the engine is not an embedded one' },
    preparation: { engine: 0, images: 0 },
    engine: {
      kind: 'docker',
      name: 'Docker Engine',
      version: '26.1.5',
      apiVersion: '1.45',
      os: 'Debian GNU/Linux 13 (trixie)',
      kernel: '6.12.0',
      architecture: 'amd64',
      rootless: false,
      firewall: 'iptables',
      ipv6: true,
      options: [],
      embedded: false,
      source: '/var/run/docker.sock',
      location: { publishedAt: '127.0.0.1', sharesNetwork: true, because: 'this process is on its host' },
      settings: {
        defaultBridge: {
          interface: 'docker0',
          icc: true,
          hostBinding: '0.0.0.0',
          mtu: '1500',
          ipv6: false,
          subnets: ['172.17.0.0/16'],
        },
        liveRestore: false,
        usernsRemap: false,
        swarm: 'inactive',
      },
      surroundings: { ipForwarding: true, ...surroundings },
      ...engine,
    },
  }) as unknown as Run;

const entries = [
  { id: 'bridge.alias-resolves', needs: [] },
  { id: 'ipv6.one', needs: ['ipv6'] },
  { id: 'ipv6.other', needs: ['ipv6', 'root-on-engine-host'] },
  { id: 'overlay.cross-host', needs: ['two-engine-hosts'] },
];

describe('the restrictions of a host', () => {
  test('are empty on a plain host', () => {
    expect(hostRestrictions(run(), entries)).toEqual([]);
  });

  test('have the number of behaviours that need them', () => {
    expect(hostRestrictions(run({}, { ipv6: false }), entries)).toEqual([
      'IPv6 is disabled on this host: 2 behaviours not supported here (ipv6)',
    ]);
  });

  test('include what the suite does differently', () => {
    const settings = { ...run().engine.settings, addressPools: 'used up', networkDefaults: { mtu: '1400' } };
    expect(hostRestrictions(run({ settings }, { clockAheadMs: -120_400 }), entries)).toEqual([
      'The address pools of the daemon are used up: the suite chooses the subnets of its networks',
      'New networks have default options (mtu=1400): the suite sets its own',
      "The clock of the engine's host is -120 s ahead of this one",
    ]);
  });
});

describe('the doctor', () => {
  const text = doctorText(run({}, { ipv6: false, hostAnswersContainers: 'answered' }), entries);

  test('prints what was detected, and what is unknown', () => {
    expect(text).toContain('  engine              Docker Engine 26.1.5, API 1.45\n');
    expect(text).toContain('  userland proxy      unknown\n');
    expect(text).toContain('docker0, 172.17.0.0/16, ICC on, MTU 1500, ports on 0.0.0.0\n');
    expect(text).toContain('  containers to host   answered\n');
  });

  test('prints how many behaviours are supported, and the unmet needs of the others, the most frequent first', () => {
    expect(text).toContain('Supported here: 1 of 4 behaviours\n');
    const [, missing = ''] = text.split('Not supported here\n');
    expect(missing.split('\n').slice(0, 4)).toEqual([
      '  2 behaviours: ipv6',
      "    requires  IPv6 on the engine's host",
      '    found     IPv6 is disabled on this host',
      '    remedy    enable it there (net.ipv6.conf.all.disable_ipv6=0, and the same for default)',
    ]);
    expect(missing).toContain('  1 behaviour: two-engine-hosts\n');
    expect(missing).toContain('  1 behaviour: root-on-engine-host\n');
  });
});
