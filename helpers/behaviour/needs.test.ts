import { afterEach, describe, expect, test } from '@jest/globals';
import type { Run } from '../engine/run.ts';
import { checkRequireAndDisable, requiredOf, unmetNeeds } from './needs.ts';

// cspell:ignore labb

/** Podman of a user who is not root. */
const run = {
  engine: { kind: 'podman', name: 'Podman', version: '5.4.2', surroundings: { ipForwarding: true } },
  host: { because: 'this is user 1000, not root' },
  hosts: { kind: 'none', because: 'the engine is not embedded' },
} as unknown as Run;

afterEach(() => {
  delete process.env['REQUIRE'];
});

const required = (names: string): string[] => {
  process.env['REQUIRE'] = names;
  return requiredOf(unmetNeeds(['gateway-modes', 'ip-forwarding', 'lab', 'root-on-engine-host'], run)).map(
    ({ need }) => need,
  );
};

test('every unmet need is detected, with its own evidence', () => {
  expect(unmetNeeds(['ip-forwarding', 'lab', 'root-on-engine-host'], run)).toMatchObject([
    { need: 'lab', evidence: 'the engine is not embedded' },
    { need: 'root-on-engine-host', evidence: 'this is user 1000, not root' },
  ]);
});

test('IPvlan names the kernel option that is missing, and is met with it', () => {
  const host = { tools: { lacksForMacvlan: [] as string[], lacksForIpvlan: ['CONFIG_IPVLAN (ipvlan: …)'] } };
  const asRoot = { ...run, host } as unknown as Run;
  expect(unmetNeeds(['macvlan', 'ipvlan'], asRoot)).toMatchObject([
    { need: 'ipvlan', evidence: 'the kernel lacks CONFIG_IPVLAN (ipvlan: …)' },
  ]);
  const withIpvlan = { ...run, host: { tools: { ...host.tools, lacksForIpvlan: [] } } } as unknown as Run;
  expect(unmetNeeds(['macvlan', 'ipvlan'], withIpvlan)).toEqual([]);
});

describe('REQUIRE', () => {
  test.each([
    ['', []],
    ['ip-forwarding', []],
    ['root-on-engine-host', ['root-on-engine-host']],
    ['root-on-engine-host, lab', ['lab', 'root-on-engine-host']],
    ['all', ['gateway-modes', 'lab', 'root-on-engine-host']],
  ])('"%s" requires of the unmet needs %j', (names, found) => {
    expect(required(names)).toEqual(found);
  });

  test('refuses a name that is no need, also beside "all"', () => {
    process.env['REQUIRE'] = 'all,labb';
    expect(() => checkRequireAndDisable([])).toThrow('REQUIRE: There is no need "labb": did you mean lab?');
    process.env['REQUIRE'] = 'all,lab';
    expect(() => checkRequireAndDisable([])).not.toThrow();
  });
});

test.each([
  ['Podman', { kind: 'podman' }, false],
  [
    'Docker Engine with its bridges on the host network',
    { kind: 'docker', surroundings: { bridgesOnHostNetwork: true } },
    true,
  ],
  ['Docker Engine that was not surveyed', { kind: 'docker', surroundings: {} }, true],
  [
    'Docker Engine with its bridges elsewhere',
    { kind: 'docker', surroundings: { bridgesOnHostNetwork: false } },
    false,
  ],
])('bridges are visible on a rootless %s: %#', (_, engine, visible) => {
  const rootless = { ...run, engine: { ...run.engine, ...engine, rootless: true } } as unknown as Run;
  expect(unmetNeeds(['visible-bridges'], rootless)).toHaveLength(visible ? 0 : 1);
});

test.each([
  [true, false, true],
  [false, true, true],
  [false, undefined, true],
  [false, false, false],
])(
  'with ICC %s and a userland proxy %s on the default bridge, published ports are reached: %s',
  (icc, userlandProxy, met) => {
    const engine = { ...run.engine, settings: { defaultBridge: { icc }, userlandProxy } };
    expect(unmetNeeds(['default-bridge-hairpin'], { ...run, engine } as unknown as Run)).toHaveLength(met ? 0 : 1);
  },
);
