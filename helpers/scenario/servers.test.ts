import { describe, expect, test } from '@jest/globals';
import { type ContainerOptions, grafana, nginx } from './declare.ts';
import { identityIn } from './identity.ts';
import { runWords, serverOf } from './servers.ts';

const configurationOf = (options?: ContainerOptions) =>
  serverOf(nginx(options), 'nginx-1').environment['NGINX_CONF'] ?? '';

const portsIn = (configuration: string) => configuration.match(/listen \d+;/g);

describe('a server', () => {
  test('that is nginx listens on 80 and on the ports that it exposes and publishes, each once', () => {
    expect(portsIn(configurationOf())).toEqual(['listen 80;']);
    expect(portsIn(configurationOf({ expose: 8080, publish: 80 }))).toEqual(['listen 80;', 'listen 8080;']);
    expect(configurationOf()).toContain('nginx-1');
    expect(configurationOf()).not.toContain('@');
  });

  test("runs by its own command, with a log that can be read, whatever the image's entrypoint and the engine's log driver", () => {
    const server = { port: 80, environment: { A: 'b' }, user: '0', command: ['sh', '-c', 'x'], ready: /x/ };
    expect(runWords(server, 'image').join(' ')).toBe(
      '--log-driver json-file --user 0 --env A=b --entrypoint sh image -c x',
    );
    expect(runWords(serverOf(grafana(), 'grafana-1'), 'image').at(-1)).toBe('image');
  });

  test('that is Grafana has its identity in the path of its root address', () => {
    const { environment, port } = serverOf(grafana(), 'grafana-1');
    const { pathname } = new URL(environment['GF_SERVER_ROOT_URL'] ?? '');
    expect(port).toBe(3000);
    expect(identityIn({ location: `${pathname}login` })).toBe('grafana-1');
  });
});
