import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ComposeFile, type ComposeService, network } from '../declare.ts';
import { wholeFile, containerPorts } from './file.ts';
import { serverInFile, serverOfService } from './server.ts';

const run = process.env['CONFORMANCE_RUN'];

beforeAll(() => {
  process.env['CONFORMANCE_RUN'] = JSON.stringify({ engine: { kind: 'docker' } });
});

afterAll(() => {
  if (run === undefined) delete process.env['CONFORMANCE_RUN'];
  else process.env['CONFORMANCE_RUN'] = run;
});

const shared = network({ driver: 'bridge' });
const hostPorts = { port: 20_080, otherPort: 20_081, udpPort: 20_082 };

/** The file, with one server for each service. */
const written = (file: ComposeFile, server: object = {}, driverOptions: Record<string, string> = {}): unknown =>
  wholeFile(file, {
    values: { PORT: '20001', NET: '198.18.7', PROJECT: 'dnc-shop' },
    image: (role) => `${role}:1`,
    server: () => ({ ...server }),
    nameOf: (declared) => (declared === shared ? 'dnc-shared' : ''),
    driverOptions,
    labels: { run: '1a2b3c' },
  });

describe('the Compose file of a project', () => {
  test("has Compose's own words, the suite's labels, and its values in the place of their names", () => {
    const service = { ports: ['${PORT}:80'], networks: { front: { ipv4_address: '${NET}.10' } } };
    expect(written({ services: { web: service }, networks: { front: { name: '${PROJECT}.front' } } })).toEqual({
      services: {
        web: {
          image: 'nginx:1',
          ports: ['20001:80'],
          networks: { front: { ipv4_address: '198.18.7.10' } },
          labels: { run: '1a2b3c' },
        },
      },
      networks: { front: { name: 'dnc-shop.front', labels: { run: '1a2b3c' } } },
    });
  });

  test('has the default network, for its labels, where a service is on it', () => {
    expect(written({ services: { web: { image: 'grafana' } } })).toEqual({
      services: { web: { image: 'grafana:1', labels: { run: '1a2b3c' } } },
      networks: { default: { labels: { run: '1a2b3c' } } },
    });
    expect(written({ services: { web: { network_mode: 'none' } } })).not.toHaveProperty('networks');
  });

  test('names an external network as the engine does, and gives it no labels', () => {
    const file = { services: { web: { networks: ['ours'] } }, networks: { ours: { external: shared } } };
    expect(written(file)).toHaveProperty('networks', { ours: { external: true, name: 'dnc-shared' } });
  });

  test('keeps the form of the labels of a network', () => {
    const file = { services: { web: { networks: ['own'] } }, networks: { own: { labels: ['purpose=web'] } } };
    expect(written(file)).toHaveProperty('networks', { own: { labels: ['purpose=web', 'run=1a2b3c'] } });
  });

  test('gives its networks driver options, except for those that they have', () => {
    const file = {
      services: { web: { networks: ['default', 'own'] } },
      networks: { own: { driver_opts: { icc: 'false' } } },
    };
    const labels = { run: '1a2b3c' };
    expect(written(file, {}, { icc: 'true', mode: 'nat' })).toHaveProperty('networks', {
      default: { driver_opts: { icc: 'true', mode: 'nat' }, labels },
      own: { driver_opts: { icc: 'false', mode: 'nat' }, labels },
    });
  });

  test("adds the variables of a service's server to its own", () => {
    const file = { services: { web: { environment: { RELEASE: '2' } } } };
    expect(written(file, { environment: { NGINX_CONF: 'x' } })).toHaveProperty('services.web.environment', {
      NGINX_CONF: 'x',
      RELEASE: '2',
    });
  });
});

const serverOf = (service: ComposeService, others = {}) =>
  serverOfService({ services: { web: service, ...others } }, 'web', 'dnc-shop', hostPorts);

describe('the server of a service', () => {
  test('answers with its host name, by which replicas and recreated containers differ', () => {
    const server = serverOf({ scale: 2 });
    expect(server.identity).toBe('dnc-shop_web_');
    expect(serverInFile(server)).toHaveProperty(
      'environment.NGINX_CONF',
      expect.stringContaining('add_header X-Container "dnc-shop_web_$$hostname" always;'),
    );
  });

  test.each([
    ['a host name of its own', { hostname: 'shopfront' }],
    ['the network of the host', { network_mode: 'host' }],
    ['the network of another service', { network_mode: 'service:db' }],
  ] as const)('answers with its name alone where it has %s', (_, service) => {
    expect(serverOf(service, { db: {} }).identity).toBe('dnc-shop_web');
  });

  test('listens at free ports on the network of the host, and at no published one', () => {
    const { setup } = serverOf({ network_mode: 'host', ports: ['8080:80'] });
    expect(setup).toMatchObject({ port: 20_080, others: { otherPort: 20_081, udpPort: 20_082 } });
    expect(setup.environment['NGINX_CONF']).not.toContain('listen 80;');
  });

  test('listens at every port that it publishes or exposes', () => {
    const { setup } = serverOf({ ports: ['20001:8080', '53/udp'], expose: ['5432'] });
    for (const listen of ['listen 80;', 'listen 8080;', 'listen 5432;', 'listen 53 udp;'])
      expect(setup.environment['NGINX_CONF']).toContain(listen);
  });
});

test.each([
  [{ ports: ['80'] }, [80], []],
  [{ ports: ['127.0.0.1:8080:81', '[::1]:8082:82'] }, [81, 82], []],
  [{ ports: ['20001-20003:80'], expose: ['9091-9092'] }, [80, 9091, 9092], []],
  [{ ports: ['53:53/udp', '53:53'] }, [53], [53]],
  [{ ports: [{ target: 83, protocol: 'udp' as const }] }, [], [83]],
])('the container ports of %j', (service, tcp, udp) => {
  expect(containerPorts(service)).toEqual({ tcp, udp });
});
