import { expect, test } from '@jest/globals';
import { exampleScene } from '../example.ts';

// cspell:ignore mails

const permissionsOf = (policy: string) => exampleScene(policy).permissions;

test.each([
  ['mails', ':3:13: There is no party "mails"; did you mean mail?'],
  ['network:dat', ':3:13: There is no network "dat"; did you mean data?'],
  ['batch', 'The service batch does not run, its container example-batch-1 is exited (0): start with docker start'],
  ['later', 'The service later is in the Compose file and has no container: start it with docker compose up -d later.'],
])('%s is refused: %s', (party, words) => {
  expect(() => permissionsOf(`allow:\n  - { from: ${party}, to: db, by: tcp/1 }`)).toThrow(words);
});

test('lan cannot answer, and world needs an address', () => {
  expect(() => permissionsOf('allow:\n  - { from: web, to: lan, by: icmp }')).toThrow(
    'Lan cannot be the one that answers.',
  );
  expect(() => permissionsOf('allow:\n  - { from: web, to: world, by: tcp/25 }')).toThrow(
    'add "world: [tcp://ADDRESS:PORT]"',
  );
});

test('a group that contains itself is refused', () => {
  expect(() => permissionsOf('groups: { a: [b], b: [a] }\nallow:\n  - { from: a, to: db, by: icmp }')).toThrow(
    'The group a contains itself.',
  );
});

test.each(['web', 'sidecar', 'batch', 'later'])('a group with the name of the service %s is refused', (name) => {
  expect(() => permissionsOf(`groups: { ${name}: [db] }`)).toThrow(
    `network-policy.yaml:2:11: "${name}" is a service already: give this group another name.`,
  );
});

test('groups, networks and services that share a namespace are expanded', () => {
  const permissions = permissionsOf(
    'groups: { clients: [sidecar, network:edge] }\nallow:\n  - { from: clients, to: db, by: tcp/5432 }',
  );
  const port = { kind: 'tcp', port: 5432 } as const;
  expect(['web', 'mail', 'job'].map((from) => permissions.of(from, 'db', port).kind)).toEqual([
    'required',
    'required',
    'forbidden',
  ]);
});

test('who allows the world allows everybody, and needs the LAN only', () => {
  const permissions = permissionsOf('allow:\n  - { from: world, to: web, by: tcp/80 }');
  const port = { kind: 'tcp', port: 80 } as const;
  expect(['lan', 'host', 'db'].map((from) => permissions.of(from, 'web', port).kind)).toEqual([
    'required',
    'tolerated',
    'tolerated',
  ]);
});

test('a range allows what listens in it, and requires nothing', () => {
  const permissions = permissionsOf('allow:\n  - { from: web, to: db, by: tcp/5000-6000 }');
  expect(permissions.of('web', 'db', { kind: 'tcp', port: 5432 }).kind).toBe('tolerated');
  expect(permissions.of('web', 'db', { kind: 'tcp', port: 80 }).kind).toBe('forbidden');
  expect(permissions.namedPorts('web', 'db')).toEqual([]);
});

test('a name and a ping come with any allowed port', () => {
  const permissions = permissionsOf('allow:\n  - { from: web, to: db, by: tcp/5432 }');
  expect(permissions.of('web', 'db', { kind: 'icmp' }).kind).toBe('tolerated');
  expect(permissions.of('db', 'web', { kind: 'icmp' }).kind).toBe('forbidden');
});
