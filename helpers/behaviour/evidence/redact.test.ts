import { expect, test } from '@jest/globals';
import { redacted, redactedEnvironment, redactedInspect } from './redact.ts';

test.each([
  'DB_PASSWORD',
  'GF_SECURITY_ADMIN_PASSWORD',
  'PGPASSWORD',
  'mysql_passwd',
  'AWS_SECRET_ACCESS_KEY',
  'GITHUB_TOKEN',
  'API_KEY',
  'APIKEY',
  'BASIC_AUTH',
  'SENTRY_DSN',
  'SSH_PRIVATE_KEY',
  'SESSION_COOKIE',
])('the value of a variable named %s is redacted', (name) => {
  expect(redactedEnvironment([`${name}=hunter2=x`])).toEqual([`${name}=(redacted)`]);
});

test.each(['PATH=/usr/bin', 'NGINX_CONF=user root;', 'GF_SERVER_ROOT_URL=http://localhost:3000/a/', 'EMPTY', 'TZ='])(
  'keeps a variable that is not secret: %s',
  (entry) => {
    expect(redactedEnvironment([entry])).toEqual([entry]);
  },
);

test('the user and password of a URL are redacted, and nothing else', () => {
  expect(redacted('HTTP_PROXY=http://me:pa55@proxy:3128, at 10:15 me@host')).toBe(
    'HTTP_PROXY=http://(redacted)@proxy:3128, at 10:15 me@host',
  );
});

test('an inspect has no secrets and no empty values', () => {
  const info = {
    Name: '/a',
    Empty: '',
    Nothing: null,
    HostConfig: { Dns: [], Privileged: false, Memory: 0 },
    Config: { Env: ['A_TOKEN=1', 'B=2'] },
  };
  expect(redactedInspect(info, true)).toEqual({
    Name: '/a',
    HostConfig: { Privileged: false, Memory: 0 },
    Config: { Env: ['A_TOKEN=(redacted)', 'B=2'] },
  });
});

test('the environment of a foreign container is left out', () => {
  expect(redactedInspect({ Config: { Env: ['B=2'] } }, false)).toEqual({ Config: { Env: ['(redacted)'] } });
});
