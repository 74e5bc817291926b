import { describe, expect, test } from '@jest/globals';
import { connect, environmentOf, parseDockerHost } from './endpoint.ts';
import { UserError } from './user-error.ts';

describe('a DOCKER_HOST', () => {
  test.each([
    'unix:///run/docker.sock',
    'tcp://10.0.0.1:2375',
    'tcp://[fd00::1]:2376',
    'https://engine.example:2376',
    'npipe:////./pipe/docker_engine',
  ])('may be %s', (dockerHost) => {
    expect(parseDockerHost(dockerHost, 'DOCKER_HOST').href).toContain(dockerHost.split(':')[0]);
  });

  test.each([
    ['', /is malformed: found ""/],
    ['/run/docker.sock', /is malformed: found "\/run\/docker.sock", expected an address such as unix:/],
    ['10.0.0.1:2375', /is malformed/],
    ['tcp://10.0.0.1:99999', /is malformed/],
    ['unix://', /is malformed/],
    ['unix:///', /is malformed/],
    // two slashes: the host "var" and the path /run/docker.sock, which may well be another engine's
    ['unix://var/run/docker.sock', /is malformed/],
    // without a host, the client would use the engine of this machine
    ['tcp://', /is malformed/],
    ['tcp:10.0.0.1:2375', /is malformed/],
    ['localhost:2375', /found "localhost:2375", whose scheme is unknown; expected an address such as/],
    ['fd://', /whose scheme is unknown/],
    ['ssh://me@far.example', /does not support ssh: name the engine in DOCKER_HOST/],
  ])('"%s" is refused in one sentence that names its source', (dockerHost, what) => {
    const parse = () => parseDockerHost(dockerHost, 'Docker context "far"');
    expect(parse).toThrow(UserError);
    expect(parse).toThrow(what);
    expect(parse).toThrow(/^Docker context "far" is [^\n]*[^.\n]\.$/);
    expect(parse).not.toThrow(/\. [A-Z]/);
  });
});

test('an endpoint whose certificates cannot be read is refused before any request', () => {
  const endpoint = { dockerHost: 'tcp://10.0.0.1:2376', source: 'DOCKER_HOST', certPath: '/nowhere' };
  expect(() => connect(endpoint)).toThrow(
    new UserError(
      'DOCKER_HOST is configured for TLS, but /nowhere/ca.pem cannot be read: correct the folder, or unset it.',
    ),
  );
});

test('an endpoint becomes the environment variables of all clients', () => {
  const plain = { dockerHost: 'unix:///run/docker.sock', source: 'DOCKER_HOST' };
  expect(environmentOf(plain)).toStrictEqual({
    DOCKER_HOST: 'unix:///run/docker.sock',
    DOCKER_TLS_VERIFY: undefined,
    DOCKER_CERT_PATH: undefined,
  });
  expect(environmentOf({ ...plain, certPath: '/certs' })).toMatchObject({
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: '/certs',
  });
});
