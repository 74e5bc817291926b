import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { rootfsOf } from './rootfs.ts';
import { ciSuites, defaultSuite, matrixSuites, nameOf, packagesOf, suiteNamed, suites } from './suites.ts';

describe('the engine of a name', () => {
  test.each(suites.map(({ name }) => name))('%s is the suite of that name, without options', (name) => {
    expect(suiteNamed(name)).toMatchObject({ name, options: [] });
  });

  test('options follow the name', () => {
    expect(suiteNamed('debian:trixie+icc=false+iptables=legacy')).toMatchObject({
      name: 'debian:trixie+icc=false+iptables=legacy',
      options: ['icc=false', 'iptables=legacy'],
      host: { dockerd: ['--icc=false'], firewall: 'legacy' },
    });
  });

  test('options that need no packages have the same folder', () => {
    expect(rootfsOf(suiteNamed('debian:forky+icc=false'))).toBe(rootfsOf(suiteNamed('debian:forky')));
  });

  test.each([
    ['debian:potato', 'There is no engine "debian:potato": npm run engine -- list names them.'],
    ['trixie', 'There is no engine "trixie"'],
    ['', 'There is no engine ""'],
    ['debian:trixie+icc=maybe', 'An embedded engine has no option "icc=maybe": choose from userland-proxy=false'],
    ['debian:trixie+', 'An embedded engine has no option ""'],
    ['debian:trixie+toString', 'An embedded engine has no option "toString"'],
    [
      'debian:bookworm+firewalld',
      'The engine "debian:bookworm" does not support the option "firewalld": before Docker',
    ],
    ['podman:bookworm+rootless', 'The engine "podman:bookworm" does not support the option "rootless"'],
    ['podman:trixie+icc=false', 'The option "icc=false" is for Docker Engine only'],
  ])('"%s" is refused in a sentence', (name, sentence) => {
    expect(() => suiteNamed(name)).toThrow(sentence);
  });
});

test('rootless needs more packages, and so another folder', () => {
  const rootless = suiteNamed('debian:forky+rootless');
  expect(packagesOf(rootless)).toEqual(expect.arrayContaining(['rootlesskit', 'uidmap']));
  expect(rootfsOf(rootless)).not.toBe(rootfsOf(suiteNamed('debian:forky')));
});

test('with firewalld, it is installed and starts before the engine', () => {
  const suite = suiteNamed('debian:forky+firewalld');
  expect(packagesOf(suite)).toEqual(expect.arrayContaining(['firewalld', 'dbus']));
  expect(suite.host.beforeEngine).toContain('firewall-cmd --state');
  expect(() => suiteNamed('podman:forky+firewalld')).toThrow('is for Docker Engine only');
});

test('no two engines are unpacked into one folder', () => {
  expect(new Set(suites.map(rootfsOf)).size).toBe(suites.length);
});

test('every host has a DNS server and an init', () => {
  for (const suite of suites) expect(packagesOf(suite)).toEqual(expect.arrayContaining(['dnsmasq-base', 'tini']));
});

describe('the table of engines', () => {
  test('has a default, which is in the matrix and in CI', () => {
    expect(suiteNamed(defaultSuite).holds).toBe('Docker Engine 26.1');
    expect(matrixSuites).toContain(defaultSuite);
    expect(ciSuites).toContain(defaultSuite);
  });

  test('names an engine by its version', () => {
    expect(nameOf('podman', '5.4')).toBe('podman:trixie');
    expect(() => nameOf('docker', '19.3')).toThrow('Docker Engine 19.3');
  });

  test.each(suites)('$name is in the README with its version', ({ name, version }) => {
    const readme = textOf('README.md');
    expect(readme).toContain(`\`${name}\``);
    if (version) expect(readme).toMatch(new RegExp(`\`${name}\`[^\`]*?\\b${version.replace('.', '\\.')}\\b`));
  });

  test('CI runs the engines that are meant for it', () => {
    const workflow = textOf('.github/workflows/ci.yml');
    const list = ciSuites.map((name) => `'${name}'`).join(', ');
    expect(workflow).toContain(`engine: [${list}]`);
    expect(workflow).toContain(`--engine own,${matrixSuites.join(',')}`);
  });
});

function textOf(file: string): string {
  return readFileSync(join(import.meta.dirname, '../../..', file), 'utf8');
}
