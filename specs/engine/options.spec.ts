import {
  UDP_PORT,
  addHostAddress,
  behaviour,
  describe,
  expect,
  expectNamesResolve,
  expectingNoAnswer,
  fact,
  from,
  nonEmpty,
  randomName,
  removeHostAddress,
  required,
  restoring,
  scenario,
  startEngine,
  stopEngine,
} from '../../helpers/behaviour/index.ts';
import { inSubnet, lastHostAddress, subnetOf } from '../../helpers/behaviour/subnet.ts';

const needs = ['lab', 'dockerd-options'] as const;

/** The host is the scenario's own: nobody else has these subnets there, and which subnets containers get is the promise. */
const POOL = ['10.212.40.0/26', '10.212.40.64/26', '10.212.40.128/26', '10.212.40.192/26'];
const DOCKER0 = { address: '10.212.50.1', containers: '10.212.50.128/25', subnet6: 'fd12:212:50::/64' };
const HOST_ADDRESS = '127.0.0.5';
const MTU = 1400;

const alias = randomName('web');

describe('An engine with live-restore, an address pool, and a default bridge with its own addresses and MTU', () => {
  const world = scenario(({ engineHost, network, attempt, nginx, lanHost }) => {
    const host = engineHost({
      dockerd: [
        '--live-restore',
        '--default-address-pool=base=10.212.40.0/24,size=26',
        `--bip=${DOCKER0.address}/24`,
        `--fixed-cidr=${DOCKER0.containers}`,
        `--ip=${HOST_ADDRESS}`,
        '--ipv6',
        `--fixed-cidr-v6=${DOCKER0.subnet6}`,
        `--mtu=${MTU}`,
      ],
    });
    const pooled = () => network({ driver: 'bridge', at: host });
    const [first, second, third, fourth] = [pooled(), pooled(), pooled(), pooled()];
    return {
      host,
      first,
      second,
      third,
      fourth,
      fifth: attempt(network({ driver: 'bridge', at: host, after: [first, second, third, fourth] })),
      web: nginx({ at: host, on: first, alias, publish: 80, publishUdp: UDP_PORT }),
      client: nginx({ at: host, on: first, addHost: { thehost: 'host-gateway' } }),
      // a host port that no other container gets at another address
      onDefault: nginx({ at: host, publish: 80, publishAt: 'drawn' }),
      peer: nginx({ at: host }),
      lanHost: lanHost(),
    };
  });

  const address = () => required("address of the engine's host", world.host.lab?.nic.address);
  const ipv6Address = () => required("IPv6 address of the engine's host", world.host.lab?.nic.address6);
  const pooled = () => [world.first, world.second, world.third, world.fourth];
  const subnets = async () => (await Promise.all(pooled().map((network) => network.inspect()))).map(subnetOf);

  const mtuOf = async (container: typeof world.web) =>
    (await from(container).interfaces()).find(({ name }) => name === 'eth0')?.mtu;

  behaviour(
    'engine.address-pools',
    '`--default-address-pool` sets the pool and the size of the subnets of new networks',
    {
      docs: 'https://docs.docker.com/engine/network/#automatic-subnet-allocation',
      needs,
      why: "New networks take the company's subnets, and hosts there are unreachable from this one.",
    },
    async () => fact('the subnets of four networks', (await subnets()).toSorted()).is(POOL.toSorted()),
  );

  behaviour(
    'engine.address-pools-exhausted',
    'The engine refuses a network once its address pools are exhausted, and its other networks work on',
    {
      docs: 'https://docs.docker.com/engine/network/#automatic-subnet-allocation',
      needs,
      relies: ['peers', 'inspect-address'],
      why: 'A network in a subnet that another one has would break both.',
    },
    async () => {
      const { fifth, client, web } = world;
      fact('the fifth network', fifth.kind).is('refused');
      if (fifth.kind === 'refused')
        fact('the reason', fifth.message).satisfies('about address pools', (text) =>
          /address pool|subnetted/.test(text),
        );
      await expect(from(client).get(web.url)).toBeAnsweredBy(web);
    },
  );

  behaviour(
    'engine.address-pools-avoid-host',
    'The engine assigns no subnet of its address pools in which its host has an address',
    {
      docs: 'https://docs.docker.com/engine/network/#automatic-subnet-allocation',
      needs,
      why: 'A new network takes the subnet of the office or of a VPN, and the host loses its way to all hosts there.',
    },
    async () => {
      const { host, fourth } = world;
      const subnet = subnetOf(await fourth.inspect());
      const onHost = `${lastHostAddress(subnet.replace(/\/.*/, ''), 26)}/26`;
      // it is the only subnet that is left in the pool
      await fourth.remove();
      await addHostAddress(host, onHost);
      const whileOfHost = await fourth.tryCreateAgain();
      await removeHostAddress(host, onHost);
      if (whileOfHost.kind === 'created') await fourth.remove();
      fact('the network whose only subnet the host has an address of', whileOfHost.kind).is('refused');
      await fourth.createAgain();
      fact('its subnet without that address', subnetOf(await fourth.inspect())).is(subnet);
    },
  );

  behaviour(
    'engine.default-bridge-addresses',
    '`--bip` and `--fixed-cidr` set the address of docker0 and the addresses of containers on it',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/bridge/#configure-the-default-bridge-network',
      needs,
      relies: ['default-bridge', 'docker0-address', 'docker0-peers', 'inspect-address'],
      why: 'The default bridge stays on a subnet that the company uses elsewhere.',
    },
    async () => {
      const { onDefault, peer } = world;
      for (const container of [onDefault, peer]) {
        fact(`the gateway of ${container.name}`, container.gateway).is(DOCKER0.address);
        fact(`the IP address of ${container.name}`, container.address).satisfies(`in ${DOCKER0.containers}`, (found) =>
          inSubnet(found, DOCKER0.containers),
        );
      }
      await expect(from(peer).get(onDefault.url)).toBeAnsweredBy(onDefault);
    },
  );

  behaviour(
    'engine.default-bridge-ipv6',
    '`--ipv6` and `--fixed-cidr-v6` give containers on the default bridge IPv6 addresses of that subnet',
    {
      docs: 'https://docs.docker.com/engine/daemon/ipv6/#use-ipv6-for-the-default-bridge-network',
      needs,
      relies: ['default-bridge', 'docker0-peers'],
      why: 'Containers that are started without `--network` have no IPv6 in spite of the configuration.',
    },
    async () => {
      const { onDefault, peer } = world;
      const start = DOCKER0.subnet6.replace('/64', '');
      for (const { name, address6 } of [onDefault, peer])
        fact(`the IPv6 address of ${name}`, address6).satisfies(`in ${DOCKER0.subnet6}`, (found) =>
          found.startsWith(start),
        );
      await expect(from(peer).get(onDefault.url6)).toBeAnsweredBy(onDefault);
    },
  );

  behaviour(
    'engine.default-bridge-mtu',
    '`dockerd --mtu` sets the MTU of containers on the default bridge, and of no other network',
    {
      docs: 'https://docs.docker.com/reference/cli/dockerd/',
      needs,
      relies: ['default-bridge'],
      why: 'In a VPN or an overlay of a cloud, large packets of containers are lost.',
    },
    async () => {
      const { onDefault, web } = world;
      const [onDocker0, onBridge] = await Promise.all([mtuOf(onDefault), mtuOf(web)]);
      fact('the MTU of eth0 on the default bridge', onDocker0).is(MTU);
      fact('the MTU of eth0 on a user-defined bridge', onBridge).is(1500);
    },
  );

  behaviour(
    'engine.default-bridge-host-address',
    '`dockerd --ip` is the host address where ports of the default bridge are published, and of no other network',
    {
      docs: 'https://docs.docker.com/engine/network/port-publishing/#default-bridge',
      needs,
      relies: [
        'default-bridge',
        'published-ports',
        'docker0-address',
        'docker0-traffic',
        'one-host-address',
        'from-lan',
      ],
      why: 'An administrator who restricted published ports to this machine has them open to the LAN.',
    },
    async () => {
      const { onDefault, web, host, lanHost } = world;
      const bound = onDefault.bindings(80).map(({ HostIp }) => HostIp);
      fact('the host addresses of the published port in inspect', bound).is([HOST_ADDRESS]);
      const port = onDefault.hostPort();
      await expect(from(host).get(`http://${HOST_ADDRESS}:${port}`)).toBeAnsweredBy(onDefault);
      // on a host without IPv6, nothing is published there
      const hasIpv6 = web.bindings(80).some(({ HostIp }) => HostIp === '::');
      for (const at of [address(), ...(hasIpv6 ? [ipv6Address()] : [])]) {
        const published = web.publishedAt(at);
        const control = from(lanHost).get(published);
        const atLan = from(lanHost).get(published.replace(/\d+$/, String(port)), expectingNoAnswer);
        await expect(control).toBeAnsweredBy(web);
        await expect(atLan).toBeBlocked({ control, answeredBy: web });
      }
    },
  );

  behaviour(
    'engine.live-restore',
    'With live-restore, an engine restart keeps published ports open and those on 127.0.0.1 closed to the LAN',
    {
      docs: 'https://docs.docker.com/engine/daemon/live-restore/',
      needs,
      relies: ['published-ports', 'from-lan'],
      why: 'An upgrade of the engine takes down every service of the host.',
    },
    async () => {
      const { host, lanHost, web, client, onDefault, peer } = world;
      const page = () => from(lanHost).get(web.publishedAt(address()));
      await stopEngine(host);
      const meanwhile = await page();
      await startEngine(host, [web, client, onDefault, peer]);
      await expect(meanwhile).toBeAnsweredBy(web);
      const control = page();
      await expect(control).toBeAnsweredBy(web);
      await expect(from(lanHost).datagram(address(), web.hostPort(UDP_PORT, 'udp'))).toBeAnsweredBy(web);
      // published at a loopback address
      const closed = from(lanHost).get(`http://${address()}:${onDefault.hostPort()}`, expectingNoAnswer);
      await expect(closed).toBeBlocked({ control, answeredBy: web });
      await expect(from(host).get(`http://${HOST_ADDRESS}:${onDefault.hostPort()}`)).toBeAnsweredBy(onDefault);
      const pages = await Promise.all([client, peer].map((container) => from(container).get(lanHost.url)));
      for (const out of nonEmpty('the pages', pages)) await expect(out).toBeAnsweredBy(lanHost);
    },
  );

  behaviour(
    'engine.live-restore-names',
    'With live-restore, names resolve again once the engine has started again',
    {
      docs: 'https://docs.docker.com/engine/network/dns/',
      needs,
      relies: ['alias', 'container-name', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'After an upgrade of the engine, running services cannot connect to each other until they are restarted.',
    },
    async () => {
      const { host, web, client, onDefault, peer } = world;
      await stopEngine(host);
      await startEngine(host, [web, client, onDefault, peer]);
      await expectNamesResolve(client, [alias, web.engineName], web);
    },
  );

  behaviour(
    'engine.live-restore-connect',
    'With live-restore, running containers can be connected to other networks once the engine has started again',
    {
      docs: 'https://github.com/moby/moby/issues/53089',
      needs,
      relies: ['connect', 'disconnect', 'inspect-address'],
      why: 'After an upgrade of the engine, a proxy that connects itself to the networks of its services fails.',
    },
    async () => {
      const { host, web, client, onDefault, peer, second } = world;
      await stopEngine(host);
      await startEngine(host, [web, client, onDefault, peer]);
      for (const container of [web, client]) {
        const refusal = await container.tryConnect(second);
        const answer = refusal?.message ?? 'connected';
        fact(`the engine's answer to \`docker network connect\` for ${container.name}`, answer).is('connected');
        if (refusal) continue;
        await using _ = restoring(() => container.disconnect(second));
        const url = `http://${container.addressOn(second)}`;
        await expect(from(host).get(url)).toBeAnsweredBy(container);
      }
    },
  );
});
