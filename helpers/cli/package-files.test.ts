import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import packageFile from '../../package.json' with { type: 'json' };
import { catalogue } from '../behaviour/catalogue.ts';
import { SUITE_FOLDER } from '../engine/suite-folder.ts';
import { packageFiles } from './package-files.ts';

/** Each behaviour adds about 4 kB. */
const LIMIT_BYTES = 3.5 * 1000 * 1000;

const building = packageFiles();
// every file is compiled, which takes a busy machine half a minute
beforeAll(() => building, 120_000);

describe('the package', () => {
  test('has every spec, the command, and what they load', async () => {
    const { written } = await building;
    const specs = new Set(catalogue().map(({ file }) => file.replace(/\.ts$/, '.js')));
    expect([...specs].filter((file) => !written.has(file))).toEqual([]);
    for (const file of ['helpers/cli/bin.js', 'helpers/run/jest.js', 'jest.config.js', 'fixtures/lab/host.js'])
      expect(written.has(file)).toBe(true);
    for (const bin of Object.values(packageFile.bin)) expect(bin).toBe('dist/helpers/cli/bin.js');
  });

  test('has no unit test, no trial and nothing that only a clone needs', async () => {
    const { written, copied } = await building;
    const unwanted = /\.test\.|\/(?:trial|bench)|example|spec-ast|read-catalogue|lint|(?<!\.d)\.ts$/;
    expect([...written.keys(), ...copied].filter((file) => unwanted.test(file))).toEqual([]);
  });

  test('waits for nothing at the top of a module, which CommonJS cannot', async () => {
    const { written } = await building;
    const waiting = [...written].filter(([, code]) => /^(?:const .*= )?await /m.test(code));
    expect(waiting.map(([file]) => file)).toEqual([]);
  });

  test("prints no command of npm's scripts, which only a clone has", async () => {
    const { written } = await building;
    const code = [...written].map(
      ([file, text]) => [file, text.replaceAll(/\/\*.*?\*\/|^\s*\/\/[^\n]*$/gms, '')] as const,
    );
    const naming = code.filter(([, text]) => /\bnpm (?:run|start|test)\b/.test(text)).map(([file]) => file);
    // the help of a clone, the pages of the repository, and what cannot happen in a run
    const allowed = ['cli/program', 'report/behaviours', 'run/behaviours', 'engine/run', 'images/roles'];
    expect(naming.toSorted()).toEqual(allowed.map((name) => `helpers/${name}.js`).toSorted());
  });

  test('has the behaviours, in place of the parser that reads them', async () => {
    const { written } = await building;
    const module = { exports: {} as { readOwnCatalogue?: () => unknown } };
    // oxlint-disable-next-line no-implied-eval -- the text is this build's own
    new Function('exports', written.get('helpers/behaviour/own-catalogue.js') ?? '')(module.exports);
    expect(module.exports.readOwnCatalogue?.()).toEqual(catalogue());
  });

  test(`has less than ${LIMIT_BYTES / 1e6} MB`, async () => {
    const { written, copied } = await building;
    const sizes = [
      ...[...written.values()].map((text) => Buffer.byteLength(text)),
      ...[...copied, 'README.md', 'LICENSE', 'package.json'].map(
        (file) => readFileSync(join(SUITE_FOLDER, file)).length,
      ),
    ];
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(LIMIT_BYTES);
  });
});

test('the command requires the Node of package.json', () => {
  const [, major, minor] =
    /LEAST = \[(\d+), (\d+)\]/.exec(readFileSync(join(import.meta.dirname, 'bin.ts'), 'utf8')) ?? [];
  expect(packageFile.engines.node).toBe(`>=${major}.${minor}`);
});
