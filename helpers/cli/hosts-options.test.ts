import { expect, test } from '@jest/globals';
import { UserError } from '../engine/user-error.ts';
import { parseHostsOptions, wantedHosts } from './hosts-options.ts';

const all = [
  { name: 'mtu', engine: 'debian:trixie', group: 'daemon', sentence: '' },
  { name: 'mtu', engine: 'debian:forky', group: 'daemon', sentence: '' },
  { name: 'vpn', engine: 'debian:forky', group: 'company', sentence: '' },
];

test('what follows -- is for the suite', () => {
  expect(parseHostsOptions(['--host', 'mtu', '--', '--chapter', 'names'])).toEqual({
    host: ['mtu'],
    group: [],
    list: false,
    atOnce: 1,
    broken: false,
    checkout: '.',
    report: 'report',
    run: ['--chapter', 'names'],
  });
});

test('hosts are chosen by their names, their engines and their groups', () => {
  expect(wantedHosts({ host: [], group: [] }, all)).toEqual(all);
  expect(wantedHosts({ host: ['mtu on debian:forky'], group: [] }, all)).toEqual([all[1]]);
  expect(wantedHosts({ host: ['debian:forky'], group: ['company'] }, all)).toEqual([all[2]]);
});

test.each([
  [{ host: ['mut'], group: [] }, 'There is no host "mut"'],
  [{ host: [], group: ['demons'] }, 'There is no group "demons": the groups are daemon, company.'],
])('%j is told as an error of the user', (wanted, message) => {
  expect(() => wantedHosts(wanted, all)).toThrow(UserError);
  expect(() => wantedHosts(wanted, all)).toThrow(message);
});

test('an unknown option is told with those that there are', () => {
  expect(() => parseHostsOptions(['--hots'])).toThrow(/--hots.*the options are/s);
});
