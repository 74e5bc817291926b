import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../engine/user-error.ts';
import { type ComposeFile, checkDeclarations, compose, network } from '../declare.ts';

const shared = network({ driver: 'bridge' });

describe('a project of Docker Compose', () => {
  test('may have services on its default network, on others, and with a network mode', () => {
    const file: ComposeFile = {
      services: {
        web: { ports: ['${PORT}:80'], networks: ['default', 'ours'] },
        sidecar: { network_mode: 'service:web' },
      },
      networks: { ours: { external: shared } },
    };
    expect(() => checkDeclarations({ shared, shop: compose(file) })).not.toThrow();
  });

  test.each<[string, ComposeFile]>([
    ['without services', { services: {} }],
    ['in lower case, with digits and single hyphens', { services: { webServer: {} } }],
    ['both networks and a network_mode', { services: { web: { networks: ['a'], network_mode: 'none' } } }],
    ['share the network of "db", which is no service', { services: { web: { network_mode: 'service:db' } } }],
    ['on the network "front", which the file does not have', { services: { web: { networks: ['front'] } } }],
    ['one hostname, which would be their identity', { services: { web: { scale: 2, hostname: 'web' } } }],
    ['uses ${PORT_5}', { services: { web: { ports: ['${PORT_5}:80'] } } }],
    ['options of its own', { services: { web: {} }, networks: { ours: { external: shared, internal: true } } }],
  ])('is refused where it is wrong: %s', (sentence, file) => {
    const check = (): void => checkDeclarations({ shared, shop: compose(file) });
    expect(check).toThrow(UserError);
    expect(check).toThrow(sentence);
  });

  test('is refused with a network that the scenario does not return', () => {
    const file = { services: { web: {} }, networks: { ours: { external: shared } } };
    expect(() => checkDeclarations({ shop: compose(file) })).toThrow('uses a network for "shop" without returning it');
  });
});
