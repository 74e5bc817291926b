import { describe, expect, test } from '@jest/globals';
import { connectWords, endpointConfig } from './endpoint-config.ts';

const network = { subnet: '198.18.7.0/24', subnet6: 'fd12:3456:789a:1::/64' };

describe('the endpoint of a container', () => {
  test('has all options as the API names them', () => {
    const options = {
      alias: 'web',
      ip: '.10',
      ip6: '::10',
      mac: '02:00:00:00:00:01',
      gwPriority: -1,
      interfaceName: 'dmz0',
      interfaceSysctls: { 'net.ipv4.conf.IFNAME.log_martians': '1', 'net.ipv4.conf.IFNAME.forwarding': '0' },
    } as const;
    expect(endpointConfig(options, network)).toEqual({
      Aliases: ['web'],
      IPAMConfig: { IPv4Address: '198.18.7.10', IPv6Address: 'fd12:3456:789a:1::10' },
      MacAddress: '02:00:00:00:00:01',
      GwPriority: -1,
      DriverOpts: {
        'com.docker.network.endpoint.ifname': 'dmz0',
        'com.docker.network.endpoint.sysctls': 'net.ipv4.conf.IFNAME.log_martians=1,net.ipv4.conf.IFNAME.forwarding=0',
      },
    });
  });

  test('is empty without options', () => {
    expect(endpointConfig({}, { subnet: undefined })).toEqual({});
    expect(connectWords({}, { subnet: undefined })).toEqual([]);
  });

  test('has the same as words of docker network connect', () => {
    expect(connectWords({ alias: ['a', 'b'], ip: '.9', gwPriority: 2, interfaceName: 'dmz0' }, network)).toEqual([
      '--alias',
      'a',
      '--alias',
      'b',
      '--ip',
      '198.18.7.9',
      '--gw-priority',
      '2',
      '--driver-opt',
      'com.docker.network.endpoint.ifname=dmz0',
    ]);
  });
});
