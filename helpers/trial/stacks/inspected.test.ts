import { expect, test } from '@jest/globals';
import { changeText, comparable } from './inspected.ts';

const podman = { Id: '2f25', Name: 'podman', Created: '2026-01-01T00:00:01Z', IPAM: {}, Containers: {} };
const shop = { Id: 'cb9e', Name: 'shop_app', Created: '2026-01-01T00:00:00Z', IPAM: {}, Containers: {} };
const web = { Id: 'a1b2', Name: '/podman', Created: '2026-01-01T00:00:00Z', State: { Status: 'running' } };
const before = comparable([podman, shop, web], ['data']);

test('the same objects are the same text in any order', () => {
  expect(comparable([web, podman, shop], ['data'])).toBe(before);
});

test("when Podman's default network was read anew is no change", () => {
  const later = { ...podman, Created: '2026-01-01T00:00:09Z' };
  expect(comparable([later, shop, web], ['data'])).toBe(before);
});

test.each([
  ['a container on the default network', [{ ...podman, Containers: { a1b2: {} } }, shop, web], ['data']],
  ['a network that was created again', [podman, { ...shop, Created: '2026-01-01T00:00:09Z' }, web], ['data']],
  ['a container that was created again', [podman, shop, { ...web, Created: '2026-01-01T00:00:09Z' }], ['data']],
  ['a container that has stopped', [podman, shop, { ...web, State: { Status: 'exited' } }], ['data']],
  ['a network that is gone', [podman, web], ['data']],
  ['a volume that is left', [podman, shop, web], ['data', 'more']],
])('%s is a change', (_, inspected, volumes) => {
  expect(comparable(inspected, volumes)).not.toBe(before);
});

test('what is new is printed by its lines', () => {
  const after = comparable([podman, { ...shop, Created: '2026-01-01T00:00:09Z' }, web], ['data']);
  // the web container has the former time as well
  expect(changeText(before, after)).toBe('inspect differs:\n+ "Created": "2026-01-01T00:00:09Z",');
});
