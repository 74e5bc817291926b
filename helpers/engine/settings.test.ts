import { expect, test } from '@jest/globals';
import type Dockerode from 'dockerode';
import { optionsIn, settingsOf } from './settings.ts';

/** As Docker Engine 26.1 inspects its network bridge. */
const bridge = {
  EnableIPv6: false,
  IPAM: { Config: [{ Subnet: '172.17.0.0/16', Gateway: '172.17.0.1' }] },
  Options: {
    'com.docker.network.bridge.enable_icc': 'true',
    'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
    'com.docker.network.bridge.name': 'docker0',
    'com.docker.network.driver.mtu': '1500',
  },
} as unknown as Dockerode.NetworkInspectInfo;

test('an engine with default settings', () => {
  const settings = settingsOf({ LoggingDriver: 'json-file', DefaultRuntime: 'runc' }, bridge);
  expect(settings).toEqual({
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
    loggingDriver: 'json-file',
    defaultRuntime: 'runc',
    swarm: 'inactive',
  });
  expect(optionsIn(settings)).toEqual([]);
});

test("the user's configuration is detected", () => {
  const Options = { ...bridge.Options, 'com.docker.network.bridge.enable_icc': 'false' };
  const info = {
    LiveRestoreEnabled: true,
    SecurityOptions: ['name=seccomp,profile=default', 'name=userns'],
    Swarm: { LocalNodeState: 'active', ControlAvailable: false },
  };
  const settings = settingsOf(
    info,
    { ...bridge, Options },
    { iptables: false, ip6tables: true, 'userland-proxy': false, dns: ['192.0.2.53'] },
  );
  expect(settings).toMatchObject({
    defaultBridge: { icc: false },
    liveRestore: true,
    usernsRemap: true,
    swarm: 'worker',
    iptables: false,
    userlandProxy: false,
    dns: ['192.0.2.53'],
  });
  expect(optionsIn(settings)).toEqual(['swarm', 'userns-remap', 'userland-proxy=false', 'ip6tables', 'icc=false']);
});

test('an engine without a default bridge', () => {
  expect(settingsOf({}, undefined).defaultBridge).toBe('none');
});
