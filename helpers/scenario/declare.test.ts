import { describe, expect, test } from '@jest/globals';
import { UserError } from '../engine/user-error.ts';
import { attempt, check, defaultBridge, grafana, network, nginx, noNetwork } from './declare.ts';

const bridgenetwork = network({ driver: 'bridge' });

test('a container of which nothing is said is on the default bridge, as with docker run', () => {
  expect(nginx().on).toBe(defaultBridge);
  expect(nginx({ alias: 'web' }).on).toBe(defaultBridge);
});

describe('a scenario may have', () => {
  test('aliases on a network of its own', () => {
    expect(() => check({ bridgenetwork, web: nginx({ on: bridgenetwork, alias: 'web' }) })).not.toThrow();
  });

  test('one alias for two containers', () => {
    const twins = {
      one: nginx({ on: bridgenetwork, alias: 'web' }),
      two: grafana({ on: bridgenetwork, alias: 'web' }),
    };
    expect(() => check({ bridgenetwork, ...twins })).not.toThrow();
  });

  test('containers on the default bridge and on no network', () => {
    expect(() => check({ web: nginx(), alone: grafana({ on: noNetwork }) })).not.toThrow();
  });

  test('an attempt at what an engine should refuse: an alias on the default bridge', () => {
    expect(() => check({ refused: attempt(nginx({ on: defaultBridge, alias: 'web' })) })).not.toThrow();
  });
});

describe('a scenario is refused', () => {
  test.each([
    ['bridge', defaultBridge],
    ['none', noNetwork],
  ])('with an alias on the predefined network "%s", and attempt() is named', (mode, on) => {
    const make = () => check({ grafana: grafana({ on, alias: 'dashboard' }) });
    expect(make).toThrow(UserError);
    expect(make).toThrow(`gives "grafana" the alias "dashboard" on the predefined network "${mode}"`);
    expect(make).toThrow('wrap it in attempt()');
  });

  test('with an alias that is empty, all the same', () => {
    expect(() => check({ web: nginx({ alias: '' }) })).toThrow(UserError);
  });

  test('with a network that it uses and does not return', () => {
    const declarations = { web: nginx({ on: bridgenetwork }) };
    const make = () => check(declarations);
    expect(make).toThrow(UserError);
    expect(make).toThrow('The scenario has "web" use a network that it does not return');
  });

  test('with such a network in an attempt, or beside another one that looks the same', () => {
    const other = network({ driver: 'bridge' });
    expect(() => check({ web: attempt(nginx({ on: bridgenetwork })) })).toThrow(UserError);
    expect(() => check({ other, web: nginx({ on: bridgenetwork }) })).toThrow(UserError);
  });
});
