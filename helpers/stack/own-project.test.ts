import { expect, test } from '@jest/globals';
import { ownProject, writtenFolders } from './own-project.ts';

const labels = { ours: 'yes' };

test('networks and volumes get names of the project, also external ones and those with a name', () => {
  const networks = { default: null, edge: { name: 'edge' }, shared: { name: 'outer', external: true } };
  const volumes = { data: { name: 'production', external: true, labels: { mine: '1' } } };
  expect(ownProject({ networks, volumes }, 'shop-1', labels)).toEqual({
    name: 'shop-1',
    services: {},
    networks: {
      default: { name: 'shop-1_default', labels },
      edge: { name: 'shop-1_edge', labels },
      shared: { name: 'shop-1_shared', labels },
    },
    volumes: { data: { name: 'shop-1_data', labels: { mine: '1', ours: 'yes' } } },
  });
});

test('the networks that every engine has stay external', () => {
  const networks = { host: { name: 'host', external: true } };
  expect(ownProject({ networks }, 'shop-1', labels).networks).toEqual(networks);
});

test('a fixed name of a container becomes an alias on each of its networks', () => {
  const service = { image: 'x', container_name: 'db-main', networks: { a: null, b: { aliases: ['database'] } } };
  expect(ownProject({ services: { db: service } }, 'shop-1', labels).services).toEqual({
    db: { image: 'x', networks: { a: { aliases: ['db-main'] }, b: { aliases: ['database', 'db-main'] } }, labels },
  });
});

test('a service of a profile is started, as the profile was chosen before', () => {
  const services = { debug: { image: 'x', profiles: ['debug'] } };
  expect(ownProject({ services }, 'shop-1', labels).services).toEqual({ debug: { image: 'x', labels } });
});

test('an image that is built is removed with the project, unless it has a name', () => {
  const services = { one: { build: { context: '/x' } }, two: { build: { context: '/x' }, image: 'mine' } };
  expect(ownProject({ services }, 'shop-1', labels).services).toEqual({
    one: { build: { context: '/x', labels }, labels },
    two: { build: { context: '/x' }, image: 'mine', labels },
  });
});

test('what services write to is printed, without sockets and what they only read', () => {
  const volumes = [
    { type: 'bind', source: '/srv/data' },
    { type: 'bind', source: '/srv/config', read_only: true },
    { type: 'bind', source: '/var/run/docker.sock' },
    { type: 'volume', source: 'data' },
  ];
  expect(writtenFolders({ services: { db: { volumes } } })).toEqual([{ service: 'db', folder: '/srv/data' }]);
});
