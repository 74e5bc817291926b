import { describe, expect, test } from '@jest/globals';
import { UserError } from '../engine/user-error.ts';
import {
  type Declaration,
  attempt,
  checkDeclarations,
  unnamedNetwork,
  engineHost,
  grafana,
  lanHost,
  network,
  networkOf,
  networkPlugin,
  nginx,
  noNetwork,
  service,
} from './declare.ts';

const bridgenetwork = network({ driver: 'bridge' });

test('a container without options names no network, as with docker run', () => {
  expect(nginx().on).toBe(unnamedNetwork);
  expect(nginx({ alias: 'web' }).on).toBe(unnamedNetwork);
});

describe('a scenario may have', () => {
  test('aliases on a user-defined network', () => {
    expect(() => checkDeclarations({ bridgenetwork, web: nginx({ on: bridgenetwork, alias: 'web' }) })).not.toThrow();
  });

  test('several aliases for one container, on each of its networks', () => {
    const other = network({ driver: 'bridge' });
    const web = nginx({ on: bridgenetwork, alias: ['web', 'www'], alsoOn: [{ on: other, alias: ['api'] }] });
    expect(() => checkDeclarations({ bridgenetwork, other, web })).not.toThrow();
  });

  test('one alias for two containers', () => {
    const twins = {
      one: nginx({ on: bridgenetwork, alias: 'web' }),
      two: grafana({ on: bridgenetwork, alias: 'web' }),
    };
    expect(() => checkDeclarations({ bridgenetwork, ...twins })).not.toThrow();
  });

  test('containers on the default bridge and on no network', () => {
    expect(() => checkDeclarations({ web: nginx(), alone: grafana({ on: noNetwork }) })).not.toThrow();
  });

  test('an attempt that an engine should refuse: an alias on the default bridge', () => {
    expect(() => checkDeclarations({ refused: attempt(nginx({ on: unnamedNetwork, alias: 'web' })) })).not.toThrow();
  });

  test('an overlay across hosts and a network of a plugin, if all of them are returned', () => {
    const [first, second, plugin] = [engineHost(), engineHost(), networkPlugin()];
    const overlaynetwork = network({ driver: 'overlay', across: [first, second] });
    const networks = { overlaynetwork, remotenetwork: network({ driver: plugin }) };
    expect(() =>
      checkDeclarations({ first, second, plugin, ...networks, web: nginx({ at: second, on: overlaynetwork }) }),
    ).not.toThrow();
  });
});

describe('a scenario is refused', () => {
  test.each([
    ['predefined network "none"', noNetwork],
    ['network of another container', networkOf(nginx())],
  ])('with links on the %s, and attempt() is named', (which, on) => {
    const other = nginx();
    const owner = on.kind === 'shared' ? { owner: on.of } : {};
    const make = () => checkDeclarations({ other, ...owner, web: nginx({ on, links: { db: other } }) });
    expect(make).toThrow(UserError);
    expect(make).toThrow(`gives "web" links on the ${which}`);
    expect(make).toThrow('wrap it in attempt()');
  });

  test('with a link to a container that it does not return', () => {
    expect(() => checkDeclarations({ web: nginx({ links: { db: nginx() } }) })).toThrow('without returning it');
  });

  test('with a container on a predefined network by its ID', () => {
    expect(() => checkDeclarations({ web: nginx({ networkBy: 'ID' }) })).toThrow(
      'has "web" on a network by its ID, but on none of its own',
    );
  });

  test('with a DNS server in another image than that of nginx', () => {
    expect(() => checkDeclarations({ web: grafana({ dnsServer: true }) })).toThrow('make it an nginx');
  });

  test.each([
    ['bridge', unnamedNetwork],
    ['none', noNetwork],
  ])('with an alias on the predefined network "%s", and attempt() is named', (mode, on) => {
    const make = () => checkDeclarations({ grafana: grafana({ on, alias: 'dashboard' }) });
    expect(make).toThrow(UserError);
    expect(make).toThrow(`gives "grafana" the alias "dashboard" on the predefined network "${mode}"`);
    expect(make).toThrow('wrap it in attempt()');
  });

  test('with an empty alias', () => {
    expect(() => checkDeclarations({ web: nginx({ alias: '' }) })).toThrow(UserError);
  });

  test('with a network that it uses and does not return', () => {
    const declarations = { web: nginx({ on: bridgenetwork }) };
    const make = () => checkDeclarations(declarations);
    expect(make).toThrow(UserError);
    expect(make).toThrow('The scenario uses a network for "web" without returning it');
  });

  test('with such a network in an attempt, or next to an equal one', () => {
    const other = network({ driver: 'bridge' });
    expect(() => checkDeclarations({ web: attempt(nginx({ on: bridgenetwork })) })).toThrow(UserError);
    expect(() => checkDeclarations({ other, web: nginx({ on: bridgenetwork }) })).toThrow(UserError);
  });

  test.each([
    ['host', 'runs a container', { web: nginx({ at: engineHost() }) }, 'web'],
    ['host', 'runs an attempt', { web: attempt(nginx({ at: engineHost() })) }, 'web'],
    ['host', 'has a network', { net: network({ driver: 'bridge', at: engineHost() }) }, 'net'],
    ['LAN host', 'is its DNS server', { web: nginx({ dns: [lanHost()] }) }, 'web'],
    ['network', 'is connected to', { web: nginx({ alsoOn: [{ on: bridgenetwork }] }) }, 'web'],
    ['host', 'an overlay spans', { net: network({ driver: 'overlay', across: [engineHost()] }) }, 'net'],
    ['network plugin', 'is the driver of a network', { net: network({ driver: networkPlugin() }) }, 'net'],
  ])('with a %s that %s and that it does not return', (what, _, declarations, name) => {
    const make = () => checkDeclarations(declarations);
    expect(make).toThrow(UserError);
    expect(make).toThrow(`The scenario uses a ${what} for "${name}" without returning it: return it as well,`);
  });

  test('with an overlay that spans no host', () => {
    const net = network({ driver: 'overlay' });
    const make = () => checkDeclarations({ net });
    expect(make).toThrow(UserError);
    expect(make).toThrow(
      'a network "net" with the driver overlay across 0 engine hosts: an overlay network needs hosts',
    );
  });

  test.each([
    ['bridge', 'bridge' as const],
    ['a plugin', networkPlugin()],
  ])('with a network across hosts that is no overlay: its driver is %s', (words, driver) => {
    const [first, second] = [engineHost(), engineHost()];
    const plugin = typeof driver === 'string' ? {} : { driver };
    const make = () =>
      checkDeclarations({ first, second, ...plugin, net: network({ driver, across: [first, second] }) });
    expect(make).toThrow(UserError);
    expect(make).toThrow(`a network "net" with the driver ${words} across 2 engine hosts`);
  });

  const [first, second] = [engineHost(), engineHost()];
  const overlaynetwork = network({ driver: 'overlay', across: [first] });
  const backwards = network({ driver: 'overlay', across: [second, first] });
  const atFirst = nginx({ at: first });
  const small = network({ driver: 'bridge', subnet: 'drawn/29' });
  const twice = network({ driver: 'overlay', across: [first, first] });
  const trusted = lanHost();
  test.each<[string, Record<string, Declaration>, string]>([
    [
      'with an overlay across one host twice',
      { first, twice },
      'has the overlay network "twice" across one host twice',
    ],
    [
      'with a network that trusts a LAN host on another host',
      { first, lan: trusted, elsewhere: network({ driver: 'bridge', at: first, trusting: trusted }) },
      'has a network "elsewhere" that trusts the interface to a LAN host, but is no bridge of the engine\'s host',
    ],
    [
      'with two swarms',
      { first, second, overlaynetwork, backwards },
      'has overlay networks with two managers: name the same host first for "backwards"',
    ],
    [
      'with a host address but no published port',
      { web: nginx({ publishOn: '127.0.0.1' }) },
      'has "web" with publishOn 127.0.0.1 but no port',
    ],
    [
      'with a host port but no published port',
      { web: nginx({ publishAt: 'drawn' }) },
      'has "web" with publishAt drawn but no port',
    ],
    [
      'with an address on a network whose subnet the engine chooses',
      { bridgenetwork, web: nginx({ on: bridgenetwork, ip: '.10' }) },
      'gives "web" the ip .10 without a drawn subnet',
    ],
    [
      'with an address that a small subnet does not have',
      { small, web: nginx({ on: small, ip: '.8' }) },
      'gives "web" the ip .8, which a drawn /29 does not have: name one below .8',
    ],
    [
      'with a gateway but no subnet',
      { net: network({ driver: 'bridge', gateway: '.9' }) },
      'gives "net" the gateway .9 without a drawn subnet',
    ],
    [
      'with a drawn subnet that is too large',
      { net: network({ driver: 'bridge', subnet: 'drawn/16' }) },
      'has a network "net" with a drawn subnet of /16: name one from /24 to /30',
    ],
    [
      'with a network of no family',
      { net: network({ driver: 'bridge', ipv4: false }) },
      'has a network "net" without IPv4 and without IPv6',
    ],
    [
      'with an IPv6 address on a network without IPv6',
      { small, web: nginx({ on: small, ip6: '::10' }) },
      'gives "web" the address ::10 on a network without an IPv6 subnet',
    ],
    [
      'with an invalid MAC address',
      { bridgenetwork, web: attempt(nginx({ on: bridgenetwork, mac: '02:00' })) },
      'gives "web" the MAC address 02:00',
    ],
    [
      'with an interface name that Linux cannot have',
      { bridgenetwork, web: nginx({ on: bridgenetwork, interfaceName: 'far-too-long-name' }) },
      'gives "web" an interface with the name "far-too-long-name"',
    ],
    [
      'with a container on an overlay without a host',
      { first, overlaynetwork, web: nginx({ on: overlaynetwork }) },
      'has "web" on an overlay network, but on none of its hosts',
    ],
    [
      'with a container on an overlay at a host that it does not span',
      { first, second, overlaynetwork, web: nginx({ on: overlaynetwork, at: second }) },
      'has "web" on an overlay network, but on none of its hosts',
    ],
    [
      "with a container at another host than its network's",
      { first, bridgenetwork, web: attempt(nginx({ on: bridgenetwork, at: first })) },
      'has "web" on another host than its network',
    ],
    [
      'with a macvlan without a LAN host',
      { lan: network({ driver: 'macvlan' }) },
      'has a network "lan" with a LAN host but another driver than macvlan and ipvlan, or the reverse',
    ],
    [
      'with an IPvlan without a LAN host',
      { lan: network({ driver: 'ipvlan' }) },
      'has a network "lan" with a LAN host but another driver than macvlan and ipvlan, or the reverse',
    ],
    [
      'with a bridge that is not attachable',
      { bridge: network({ driver: 'bridge', attachable: false }) },
      'has a network "bridge" that is not attachable, with another driver than overlay',
    ],
    [
      'with a service on a bridge network',
      { bridgenetwork, web: service({ on: bridgenetwork }) },
      'has the service "web" on a network that is no overlay network',
    ],
    [
      'with a network at one host, shared at another',
      { first, owner: nginx({ at: first }), sharing: grafana({ on: networkOf(nginx({ at: first })) }) },
      'uses a container for "sharing" without returning it',
    ],
    [
      'with a container that shares the network of one on another host',
      { first, atFirst, sharing: grafana({ on: networkOf(atFirst) }) },
      'has "sharing" on another host than the container whose network it shares',
    ],
  ])('%s', (_, declarations, words) => {
    expect(() => checkDeclarations(declarations)).toThrow(UserError);
    expect(() => checkDeclarations(declarations)).toThrow(words);
  });
});
