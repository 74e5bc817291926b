import { behaviour, defaultBridge, describe, expect, from, fromEngineHost, scenario } from '../../helpers/behaviour/index.ts';
import { inSubnet } from '../../helpers/behaviour/subnet.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/';

describe('nginx and Grafana on a user-defined bridge', () => {
  const world = scenario(({ network, nginx, grafana, attempt }) => {
    const bridgenetwork = network({ driver: 'bridge' });
    const withoutAliases = network({ driver: 'bridge' });
    return {
      bridgenetwork,
      nginx: nginx({ on: bridgenetwork, alias: 'nginx' }),
      grafana: grafana({ on: bridgenetwork, alias: 'grafana' }),

      withoutAliases,
      asker: nginx({ on: withoutAliases }),
      unnamed: grafana({ on: withoutAliases }),

      bystander: nginx({ on: defaultBridge }),
      aliasOnDefault: attempt(nginx({ on: defaultBridge, alias: 'web' })),
    };
  });

  behaviour('bridge.user-defined', 'a network made with --driver=bridge is a bridge of its own', { docs }, async () => {
    const [network, other] = await Promise.all([world.bridgenetwork.inspect(), world.withoutAliases.inspect()]);
    const { Subnet = '', Gateway = '' } = network.IPAM?.Config?.[0] ?? {};

    expect(network.Driver).toBe('bridge');
    expect(Subnet).not.toBe(other.IPAM?.Config?.[0]?.Subnet);
    expect(inSubnet(world.nginx.address, Subnet)).toBe(true);
    expect(inSubnet(world.bystander.address, Subnet)).toBe(false);

    // the gateway is the address of the bridge interface, which no other network has
    const onHost = await fromEngineHost.addresses();
    const bridgesWith = (gateway = '') => onHost.filter(({ address }) => address === gateway).map((found) => found.interface);
    expect(bridgesWith(Gateway)).toHaveLength(1);
    expect(bridgesWith(other.IPAM?.Config?.[0]?.Gateway)).toHaveLength(1);
    expect(bridgesWith(Gateway)).not.toEqual(bridgesWith(other.IPAM?.Config?.[0]?.Gateway));
  });

  behaviour('bridge.alias-resolves', 'an alias leads to the container that carries it', { docs }, async () => {
    const { nginx, grafana } = world;
    const [page, name] = await Promise.all([from(nginx).get('http://grafana:3000'), from(nginx).lookup('grafana')]);
    await expect(page).toBeAnsweredBy(grafana, { status: 302 });
    await expect(name).toResolveTo(grafana);
    expect(page).toMatchObject({ address: grafana.address });
  });

  behaviour('bridge.no-alias-no-name', 'without the alias there is no name: could not resolve host', { docs }, async () => {
    const { asker, unnamed } = world;
    const [page, name, byAddress] = await Promise.all([
      from(asker).get('http://grafana:3000'),
      from(asker).lookup('grafana'),
      from(asker).get(unnamed.url),
    ]);
    const alive = { whereas: byAddress, isAnsweredBy: unnamed };
    await expect(page).toBeUnresolved(alive);
    await expect(name).toBeUnresolved(alive);
    expect(page.evidence).toMatchObject({ exitCode: 6, said: 'curl: (6) Could not resolve host: grafana' });
  });

  behaviour('bridge.ip-only-reachable', 'without a name it is still reached by its address from inspect', { docs }, async () => {
    await expect(from(world.asker).get(`http://${world.unnamed.address}:3000`)).toBeAnsweredBy(world.unnamed, { status: 302 });
  });

  behaviour('bridge.alias-needs-user-defined', 'an alias is for user-defined networks, not for the default bridge', { docs }, async () => {
    const { aliasOnDefault, bystander, nginx, grafana } = world;
    if (aliasOnDefault.kind === 'refused') expect(aliasOnDefault.message).toMatch(/alias|network/i);
    await expect(from(bystander).lookup('web')).toBeUnresolved({
      whereas: from(nginx).get('http://grafana:3000'),
      isAnsweredBy: grafana,
    });
  });
});
