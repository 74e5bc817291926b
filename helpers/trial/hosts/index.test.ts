import { expect, test } from '@jest/globals';
import { catalogue } from '../../behaviour/catalogue.ts';
import { chapterOf } from '../../behaviour/chapters.ts';
import { suiteNamed } from '../../engine/embedded/suites.ts';
import { titleOf } from './host.ts';
import { hosts } from './index.ts';

test('no two hosts of an engine have one name, and each engine is known', () => {
  const titles = hosts.map(titleOf);
  expect(new Set(titles).size).toBe(titles.length);
  for (const { engine } of hosts) expect(suiteNamed(engine).name).toBe(engine);
});

test('each engine has a plain host, with which the others are compared', () => {
  const plain = hosts.filter(({ group }) => group === 'plain').map(({ engine }) => engine);
  expect(new Set(plain)).toEqual(new Set(hosts.map(({ engine }) => engine)));
});

test('the verdicts that differ are those of behaviours that there are', () => {
  const ids = catalogue().map(({ id }) => id);
  const known = new Set([...ids, ...ids.map((id) => `${chapterOf(id)}.*`)]);
  const unknown = hosts.flatMap(({ differs = {} }) => Object.keys(differs)).filter((id) => !known.has(id));
  expect(unknown).toEqual([]);
});
