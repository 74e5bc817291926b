import { expect, test } from '@jest/globals';
import { yaml } from './yaml.ts';

test('a Compose file as people write it', () => {
  const web = {
    image: 'nginx:1',
    ports: ['80', '127.0.0.1:8080:81'],
    networks: { front: {}, back: { aliases: ['db'] } },
  };
  const long = { ports: [{ target: 83 }], scale: 2, internal: true, external: null, left: undefined };
  expect(yaml({ services: { web, long }, networks: { front: {}, on: { driver: 'bridge' } } })).toBe(
    [
      'services:',
      '  web:',
      '    image: "nginx:1"',
      '    ports: ["80", "127.0.0.1:8080:81"]',
      '    networks:',
      '      front: {}',
      '      back:',
      '        aliases: [db]',
      '  long:',
      '    ports: [{"target":83}]',
      '    scale: 2',
      '    internal: true',
      '    external: null',
      'networks:',
      '  front: {}',
      '  "on":',
      '    driver: bridge',
    ].join('\n'),
  );
});
