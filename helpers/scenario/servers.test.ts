import { describe, expect, test } from '@jest/globals';
import { type ContainerOptions, grafana, nginx } from './declare.ts';
import { identityIn, serverOf } from './servers.ts';

const configurationOf = (options?: ContainerOptions) =>
  serverOf(nginx(options), 'nginx-1').environment['NGINX_CONF'] ?? '';

const portsIn = (configuration: string) => configuration.match(/listen \d+;/g);

describe('who answered', () => {
  test.each<[string, Record<string, string>, string | undefined]>([
    ["nginx's own header", { 'x-container': 'nginx-1a2b' }, 'nginx-1a2b'],
    ["Grafana's redirection", { location: '/grafana-1a2b/login' }, 'grafana-1a2b'],
    ['a redirection to an absolute address', { location: 'http://localhost:3000/grafana-1a2b/login' }, 'grafana-1a2b'],
    ['a redirection that says where to go back to', { location: '/grafana-1a2b/login?redirectTo=%2F' }, 'grafana-1a2b'],
    ['both, where the header counts', { 'x-container': 'nginx-1', location: '/grafana-1/login' }, 'nginx-1'],
  ])('is told by %s', (_, headers, identity) => {
    expect(identityIn(headers)).toBe(identity);
  });

  test.each<[string, Record<string, string>]>([
    ['no header at all', {}],
    ['the redirection of a Grafana that is not ours', { location: '/login' }],
    ['the same, to an absolute address', { location: 'https://grafana.example/login' }],
    ['a redirection elsewhere', { location: '/grafana-1a2b/home' }],
    ['a redirection to another host without a scheme', { location: '//grafana.example/login' }],
    ['a deeper path', { location: '/app/grafana-1a2b/login' }],
  ])('is a stranger by %s', (_, headers) => {
    expect(identityIn(headers)).toBeUndefined();
  });
});

describe('a server', () => {
  test('that is nginx listens on 80 and on the ports that it exposes and publishes, each once', () => {
    expect(portsIn(configurationOf())).toEqual(['listen 80;']);
    expect(portsIn(configurationOf({ expose: 8080, publish: 80 }))).toEqual(['listen 80;', 'listen 8080;']);
    expect(configurationOf()).toContain('nginx-1');
    expect(configurationOf()).not.toContain('@');
  });

  test('that is Grafana has its identity in the path of its root address', () => {
    const { environment, port } = serverOf(grafana(), 'grafana-1');
    const { pathname } = new URL(environment['GF_SERVER_ROOT_URL'] ?? '');
    expect(port).toBe(3000);
    expect(identityIn({ location: `${pathname}login` })).toBe('grafana-1');
  });
});
