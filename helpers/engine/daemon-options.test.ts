import { expect, test } from '@jest/globals';
import { parseFlags } from './daemon-options.ts';

test('flags are parsed in each form', () => {
  const words = [
    '/usr/bin/dockerd',
    '--iptables=false',
    '--dns',
    '192.0.2.53',
    '--userland-proxy',
    '--ip-forward=true',
  ];
  expect(parseFlags(words)).toEqual({
    iptables: false,
    dns: '192.0.2.53',
    'userland-proxy': true,
    'ip-forward': true,
  });
});

test('a configuration file of another name is found', () => {
  expect(parseFlags(['dockerd', '--config-file', '/run/daemon.json'])).toEqual({ 'config-file': '/run/daemon.json' });
});

test('other flags and words are ignored', () => {
  expect(parseFlags(['dockerd', '--host', 'unix:///run/docker.sock', '-D', 'iptables=false'])).toEqual({});
});
