import { expect, test } from '@jest/globals';
import { catalogue } from '../../behaviour/catalogue.ts';
import { chapterOf } from '../../behaviour/chapters.ts';
import { suiteNamed } from '../../engine/embedded/suites.ts';
import { titleOf } from './host.ts';
import { hosts } from './index.ts';

test('the hosts of an engine have different names, and each engine exists', () => {
  const titles = hosts.map(titleOf);
  expect(new Set(titles).size).toBe(titles.length);
  for (const { engine } of hosts) expect(suiteNamed(engine).name).toBe(engine);
});

test('each engine has a plain host', () => {
  const plain = hosts.filter(({ group }) => group === 'plain').map(({ engine }) => engine);
  expect(new Set(plain)).toEqual(new Set(hosts.map(({ engine }) => engine)));
});

test('every behaviour with a different verdict exists', () => {
  const ids = catalogue().map(({ id }) => id);
  const known = new Set([...ids, ...ids.map((id) => `${chapterOf(id)}.*`)]);
  const unknown = hosts.flatMap(({ differs = {} }) => Object.keys(differs)).filter((id) => !known.has(id));
  expect(unknown).toEqual([]);
});
