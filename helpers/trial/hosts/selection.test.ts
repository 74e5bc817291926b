import { expect, test } from '@jest/globals';
import { UserError } from '../../engine/user-error.ts';
import { wantedHosts } from './selection.ts';

// cspell:ignore mttu

const all = [
  { name: 'mtu', engine: 'debian:trixie', group: 'daemon', description: '' },
  { name: 'mtu', engine: 'debian:forky', group: 'daemon', description: '' },
  { name: 'vpn', engine: 'debian:forky', group: 'company', description: '' },
];

test('hosts are chosen by their names, their engines and their groups', () => {
  expect(wantedHosts({ host: [], group: [] }, all)).toEqual(all);
  expect(wantedHosts({ host: ['mtu on debian:forky'], group: [] }, all)).toEqual([all[1]]);
  expect(wantedHosts({ host: ['debian:forky'], group: ['company'] }, all)).toEqual([all[2]]);
});

test.each([
  [{ host: ['mttu'], group: [] }, 'There is no host "mttu": did you mean mtu? npm run'],
  [
    { host: [], group: ['demons'] },
    'There is no group of hosts "demons": did you mean daemon? the groups are daemon, company.',
  ],
])('%j is a user error', (wanted, message) => {
  expect(() => wantedHosts(wanted, all)).toThrow(UserError);
  expect(() => wantedHosts(wanted, all)).toThrow(message);
});
