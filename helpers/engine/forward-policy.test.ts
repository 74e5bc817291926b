import { expect, test } from '@jest/globals';
import { forwardDropIn } from './forward-policy.ts';

const chain = (family: string, table: string, hook: string, policy: string) => ({
  chain: { family, table, name: hook, handle: 1, type: 'filter', hook, prio: 0, policy },
});
const listed = (...chains: object[]): string =>
  JSON.stringify({ nftables: [{ metainfo: { version: '1.1' } }, ...chains] });

test("the user's forward chain with the policy drop is found", () => {
  expect(forwardDropIn(listed(chain('inet', 'filter', 'forward', 'drop')), 'docker')).toBe('inet filter forward');
});

test.each([
  ['the FORWARD chain of iptables, whose policy engines set', chain('ip', 'filter', 'forward', 'drop')],
  ['a chain of the engine', chain('ip', 'docker-bridges', 'forward', 'drop')],
  ['a chain that accepts', chain('inet', 'filter', 'forward', 'accept')],
  ['a chain of another hook', chain('inet', 'filter', 'input', 'drop')],
])('%s is not', (_, found) => {
  expect(forwardDropIn(listed(found), 'docker')).toBeUndefined();
});

test("beside the table of Podman's networks, a chain of iptables is the user's, or another engine's", () => {
  const ofIptables = chain('ip', 'filter', 'forward', 'drop');
  const ofNetworks = chain('inet', 'netavark', 'forward', 'accept');
  expect(forwardDropIn(listed(ofIptables, ofNetworks), 'podman')).toBe('ip filter forward');
  expect(forwardDropIn(listed(ofIptables, ofNetworks), 'docker')).toBeUndefined();
  // Podman before 5.4 fills the chains of iptables itself
  expect(forwardDropIn(listed(ofIptables), 'podman')).toBeUndefined();
});
