import { expect, test } from '@jest/globals';
import { released } from './changelog-release.ts';

const changelog = '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A package.\n\n## [0.1.0] - 2026-01-02\n\n- All.\n';

test('what was unreleased becomes the release of a day', () => {
  expect(released(changelog, '0.2.0', '2026-11-26')).toBe(
    '# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-11-26\n\n### Added\n\n- A package.\n\n## [0.1.0] - 2026-01-02\n\n- All.\n',
  );
});

test.each([
  ['without the heading', '# Changelog\n', 'does not have the heading "## [Unreleased]" once'],
  ['with nothing under it', '## [Unreleased]\n\n## [0.1.0] - 2026-01-02\n\n- All.\n', 'has nothing under'],
])('a changelog %s is refused', (_, text, words) => {
  expect(() => released(text, '0.2.0', '2026-11-26')).toThrow(words);
});
