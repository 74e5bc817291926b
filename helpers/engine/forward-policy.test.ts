import { expect, test } from '@jest/globals';
import { forwardDropIn } from './forward-policy.ts';

const chain = (family: string, table: string, hook: string, policy: string) => ({
  chain: { family, table, name: hook, handle: 1, type: 'filter', hook, prio: 0, policy },
});
const rulesetWith = (...chains: object[]): string =>
  JSON.stringify({ nftables: [{ metainfo: { version: '1.1' } }, ...chains] });

const rule = (table: string, name: string, ...expr: object[]) => ({
  rule: { family: 'inet', table, chain: name, handle: 2, expr },
});
const established = {
  match: { op: 'in', left: { ct: { key: 'state' } }, right: ['established', 'related'] },
};
const accepting = chain('inet', 'filter', 'forward', 'accept');

test("the user's forward chain with the policy drop is found", () => {
  expect(forwardDropIn(rulesetWith(chain('inet', 'filter', 'forward', 'drop')), 'docker')).toEqual({
    chain: 'inet filter forward',
    verdict: 'drop',
  });
});

test.each([
  ['drop', [{ counter: { packets: 0, bytes: 0 } }, { drop: null }]],
  ['reject', [{ reject: { type: 'icmpx', expr: 'admin-prohibited' } }]],
])("and one whose last rule is '%s' for every packet", (verdict, expr) => {
  const rules = [rule('filter', 'forward', established, { accept: null }), rule('filter', 'forward', ...expr)];
  expect(forwardDropIn(rulesetWith(accepting, ...rules), 'docker')).toEqual({ chain: 'inet filter forward', verdict });
});

test.each([
  ['the FORWARD chain of iptables, whose policy engines set', [chain('ip', 'filter', 'forward', 'drop')]],
  ['a chain of the engine', [chain('ip', 'docker-bridges', 'forward', 'drop')]],
  ['a chain that accepts', [accepting]],
  ['a chain of another hook', [chain('inet', 'filter', 'input', 'drop')]],
  ['a chain that drops some packets', [accepting, rule('filter', 'forward', established, { drop: null })]],
  [
    'a chain that drops what comes too fast',
    [accepting, rule('filter', 'forward', { meter: { key: {}, stmt: { limit: { rate: 9 } } } }, { drop: null })],
  ],
  [
    'a chain that accepts all before',
    [accepting, rule('filter', 'forward', { accept: null }), rule('filter', 'forward', { drop: null })],
  ],
  [
    'a chain with a jump to another one',
    [accepting, rule('filter', 'forward', { jump: { target: 'zones' } }), rule('filter', 'zones', { drop: null })],
  ],
  [
    "firewalld's chain",
    [chain('inet', 'firewalld', 'forward', 'accept'), rule('firewalld', 'forward', { reject: null })],
  ],
])('%s is not', (_, found) => {
  expect(forwardDropIn(rulesetWith(...found), 'docker')).toBeUndefined();
});

test("beside the table of Podman's networks, a chain of iptables is the user's, or another engine's", () => {
  const ofIptables = chain('ip', 'filter', 'forward', 'drop');
  const ofNetworks = chain('inet', 'netavark', 'forward', 'accept');
  expect(forwardDropIn(rulesetWith(ofIptables, ofNetworks), 'podman')).toEqual({
    chain: 'ip filter forward',
    verdict: 'drop',
  });
  expect(forwardDropIn(rulesetWith(ofIptables, ofNetworks), 'docker')).toBeUndefined();
  // Podman before 5.4 fills the chains of iptables itself
  expect(forwardDropIn(rulesetWith(ofIptables), 'podman')).toBeUndefined();
});
