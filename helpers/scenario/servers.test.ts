import { describe, expect, test } from '@jest/globals';
import { type ContainerOptions, grafana, nginx } from './declare.ts';
import { identityIn } from './identity.ts';
import { drawnPorts } from './ports.ts';
import { serverOf } from './servers.ts';

const configurationOf = (options?: ContainerOptions) =>
  serverOf(nginx(options), 'nginx-1').environment['NGINX_CONF'] ?? '';

const portsIn = (configuration: string) => configuration.match(/listen \d+;/g);

const other = `listen ${drawnPorts.otherPort};`;

describe('a server', () => {
  test('of nginx listens on 80 and on its exposed and published ports, without duplicates', () => {
    expect(portsIn(configurationOf())).toEqual(['listen 80;', other]);
    expect(portsIn(configurationOf({ expose: 8080, publish: 80 }))).toEqual(['listen 80;', 'listen 8080;', other]);
    expect(configurationOf()).toContain(`listen ${drawnPorts.udpPort} udp;`);
    expect(configurationOf()).toContain('nginx-1');
    expect(configurationOf()).not.toContain('@');
  });

  test('of Grafana has its identity in the path of its root URL', () => {
    const { environment, port } = serverOf(grafana(), 'grafana-1');
    const { pathname } = new URL(environment['GF_SERVER_ROOT_URL'] ?? '');
    expect(port).toBe(3000);
    expect(identityIn({ location: `${pathname}login` })).toBe('grafana-1');
  });
});
