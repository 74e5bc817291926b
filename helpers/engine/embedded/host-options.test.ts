import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { etcOf, hostEnvironment, standAlone } from './host-options.ts';

test('a stand-alone host has one address, and does not forward', () => {
  expect(hostEnvironment('docker', standAlone)).toEqual({
    HOST_ENGINE: 'docker',
    HOST_ADDRESS: '198.51.100.2/24',
    HOST_ADDRESS6: '',
    HOST_FORWARDING: '0',
    HOST_IPV6: '1',
    HOST_FIREWALL: 'nft',
    HOST_ROOTLESS: '0',
    HOST_DNS: '198.51.100.2',
  });
});

test('a host of a lab has the options that it is given', () => {
  const host = { ...standAlone, address: '198.18.7.10', address6: 'fd12:3456:789a::a', forwarding: true };
  expect(hostEnvironment('podman', { ...host, firewall: 'legacy', dnsServer: '127.0.0.53' })).toEqual({
    HOST_ENGINE: 'podman',
    HOST_ADDRESS: '198.18.7.10/24',
    HOST_ADDRESS6: 'fd12:3456:789a::a/64',
    HOST_FORWARDING: '1',
    HOST_IPV6: '1',
    HOST_FIREWALL: 'legacy',
    HOST_ROOTLESS: '0',
    HOST_DNS: '127.0.0.53',
  });
});

test('a host without IPv6 has no IPv6 address', () => {
  const environment = hostEnvironment('docker', { ...standAlone, address6: 'fd12:3456:789a::a', ipv6: false });
  expect(environment).toMatchObject({ HOST_ADDRESS6: '', HOST_IPV6: '0' });
});

test('the variables are those that the script of the host reads', () => {
  const script = readFileSync(new URL('../../../fixtures/engine/inside.sh', import.meta.url), 'utf8');
  const read = [...new Set(script.match(/\bHOST_[A-Z0-9]+/g))].toSorted();
  expect(read).toEqual(Object.keys(hostEnvironment('docker', standAlone)).toSorted());
});

test('by default, the files of a host name its DNS server and localhost', () => {
  expect(etcOf('one', standAlone)).toEqual({
    hostname: 'one\n',
    hosts: '127.0.0.1 localhost\n::1 localhost\n',
    'resolv.conf': 'nameserver 198.51.100.2\n',
  });
  const etc = { 'resolv.conf': 'search corp.test\n', hosts: '192.0.2.1 web\n', 'docker/daemon.json': '{}' };
  expect(etcOf('one', { ...standAlone, etc })).toEqual({
    hostname: 'one\n',
    hosts: '127.0.0.1 localhost\n::1 localhost\n192.0.2.1 web\n',
    'resolv.conf': 'search corp.test\n',
    'docker/daemon.json': '{}',
  });
});

test('a host without a DNS server names none', () => {
  expect(hostEnvironment('docker', { ...standAlone, dnsServer: 'none' })).toMatchObject({ HOST_DNS: '' });
  expect(etcOf('one', { ...standAlone, dnsServer: 'none' })).toMatchObject({ 'resolv.conf': '' });
});
