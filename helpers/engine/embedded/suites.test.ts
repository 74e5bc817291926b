import { describe, expect, test } from '@jest/globals';
import { rootfsOf } from './rootfs.ts';
import { packagesOf, suiteNamed, suites } from './suites.ts';

describe('the engine of a name', () => {
  test.each(suites.map(({ name }) => name))('%s is the suite of that name, without options', (name) => {
    expect(suiteNamed(name)).toMatchObject({ name, options: [] });
  });

  test('options follow it', () => {
    expect(suiteNamed('debian:trixie+icc=false+iptables=legacy')).toMatchObject({
      name: 'debian:trixie+icc=false+iptables=legacy',
      options: ['icc=false', 'iptables=legacy'],
      host: { dockerd: ['--icc=false'], firewall: 'legacy' },
    });
  });

  test('with options it is unpacked from the same packages, into the same folder', () => {
    expect(rootfsOf(suiteNamed('debian:forky+icc=false'))).toBe(rootfsOf(suiteNamed('debian:forky')));
  });

  test.each([
    ['debian:potato', 'There is no engine "debian:potato": npm run engine -- list names them.'],
    ['trixie', 'There is no engine "trixie"'],
    ['', 'There is no engine ""'],
    [
      'debian:trixie+icc=maybe',
      'There is no option "icc=maybe" of an embedded engine: choose one of userland-proxy=false',
    ],
    ['debian:trixie+', 'There is no option ""'],
    ['debian:trixie+toString', 'There is no option "toString"'],
    ['podman:bookworm+rootless', 'The engine "podman:bookworm" does not run with the option "rootless"'],
    ['podman:trixie+icc=false', 'The option "icc=false" is one of Docker Engine'],
  ])('"%s" is refused in a sentence', (name, sentence) => {
    expect(() => suiteNamed(name)).toThrow(sentence);
  });
});

test('rootless takes more packages, and a folder of its own', () => {
  const rootless = suiteNamed('debian:forky+rootless');
  expect(packagesOf(rootless)).toEqual(expect.arrayContaining(['rootlesskit', 'uidmap']));
  expect(rootfsOf(rootless)).not.toBe(rootfsOf(suiteNamed('debian:forky')));
});

test('no two engines are unpacked into one folder', () => {
  expect(new Set(suites.map(rootfsOf)).size).toBe(suites.length);
});

test('every host has a resolver, and an engine', () => {
  for (const suite of suites) expect(packagesOf(suite)).toEqual(expect.arrayContaining(['dnsmasq-base', 'tini']));
});
