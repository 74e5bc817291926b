import {
  UDP_PORT,
  behaviour,
  clientAddress,
  closedTo,
  describe,
  eventually,
  expect,
  expectNamesResolve,
  expectingNoAnswer,
  fact,
  from,
  onGatewayBridge,
  onceDone,
  openTo,
  reported,
  required,
  restoring,
  scenario,
  sharedProbes,
  untilNamesResolve,
  upstreamName,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/overlay/';
const swarmDocs = 'https://docs.docker.com/engine/swarm/networking/';
const needs = ['two-engine-hosts', 'lab'] as const;

describe('Two overlay networks across two hosts, and a LAN host outside the swarm', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost }) => {
    const [first, second] = [engineHost(), engineHost()];
    const overlay = { driver: 'overlay', across: [first, second] } as const;
    const published = { publish: 80, publishUdp: UDP_PORT } as const;
    const red = network({ ...overlay, subnet: 'drawn' });
    const [blue, closed] = [network(overlay), network({ ...overlay, attachable: false })];
    const bridge = network({ driver: 'bridge', at: first });
    const lan = lanHost();
    return {
      first,
      second,
      red,
      blue,
      closed,
      bridge,
      lanHost: lan,
      here: nginx({ at: first, on: red, alias: 'here', dns: [lan], ...published }),
      there: nginx({ at: second, on: red, alias: 'moved', ip: '.20', dns: [lan], ...published }),
      outsider: nginx({ at: first, on: blue }),
      onDefault: nginx({ at: first }),
      onBridge: nginx({ at: first, on: bridge }),
    };
  });
  const hostAddress = () => required('address of the first host', world.first.lab?.nic.address);
  const otherAddress = () => required('address of the second host', world.second.lab?.nic.address);
  const ofGateway = (container: typeof world.here) => onGatewayBridge(container, world.first);
  const outsiderThroughGateway = async () => ({ ...expectingNoAnswer, at: await ofGateway(world.outsider) });
  /** A published port at the address of docker_gwbridge itself. */
  const publishedAtGateway = async () => {
    const [route] = await from(world.outsider).defaultRoutes();
    const gateway = reported("the outsider's default gateway", route?.gateway);
    return from(world.lanHost).getDirectly(world.here.publishedAt(gateway), world.first);
  };
  const onceKnown = onceDone(() => untilNamesResolve([world.here, 'moved'], [world.there, 'here']));

  const probes = sharedProbes({
    toLan: () => from(world.here).reach(world.lanHost),
    pageOfLan: () => from(world.here).get(world.lanHost.url),
    fromOther: () => from(world.there).reach(world.lanHost),
    pageFromOther: () => from(world.there).get(world.lanHost.url),
    published: () => from(world.lanHost).get(world.here.publishedAt(hostAddress())),
    publishedUdp: () => from(world.lanHost).datagram(hostAddress(), world.here.hostPort(UDP_PORT, 'udp')),
    publishedThere: () => from(world.lanHost).get(world.there.publishedAt(otherAddress())),
    publishedUdpThere: () => from(world.lanHost).datagram(otherAddress(), world.there.hostPort(UDP_PORT, 'udp')),
    toHere: () => onceKnown(() => from(world.there).reach(world.here)),
    toThere: () => onceKnown(() => from(world.here).reach(world.there)),
    outsiderToHere: () => onceKnown(() => from(world.outsider).reach(world.here, expectingNoAnswer)),
    hereToOutsider: () => from(world.here).reach(world.outsider, expectingNoAnswer),
    outsiderToGateway: async () =>
      from(world.outsider).reach(world.here, { ...expectingNoAnswer, at: await ofGateway(world.here) }),
    hereToGateway: async () => from(world.here).reach(world.outsider, await outsiderThroughGateway()),
    defaultToGateway: async () => from(world.onDefault).reach(world.outsider, await outsiderThroughGateway()),
    bridgeToGateway: async () => from(world.onBridge).reach(world.outsider, await outsiderThroughGateway()),
    lanToGateway: async () =>
      from(world.lanHost).reachDirectly(world.outsider, { through: world.first, at: await ofGateway(world.outsider) }),
    byRoute: publishedAtGateway,
    hostToOutsider: async () => from(world.first).reach(world.outsider, { at: await ofGateway(world.outsider) }),
    thereToOutsider: () => from(world.there).reach(world.outsider, expectingNoAnswer),
    outsiderToThere: () => onceKnown(() => from(world.outsider).reach(world.there, expectingNoAnswer)),
  });

  /** Other behaviours share these probes, which still use the container that leaves its network: wait for them first. */
  const untilOthersConnected = async () => {
    const { publishedThere, publishedUdpThere, fromOther, pageFromOther } = probes;
    const { toThere, toHere, outsiderToThere, outsiderToHere, thereToOutsider } = probes;
    const pending = [publishedThere, publishedUdpThere, fromOther, pageFromOther];
    await Promise.allSettled<unknown>([...pending, toThere, toHere, outsiderToThere, outsiderToHere, thereToOutsider]);
  };

  behaviour(
    'overlay.egress',
    'Containers on an overlay network reach LAN hosts, and they see the address of its own host',
    {
      docs: swarmDocs,
      needs,
      relies: ['gwbridge-egress'],
      why: 'Services cannot use an API or a database outside of the swarm.',
    },
    async () => {
      await expect(probes.toLan).toBeOpen();
      await expect(probes.fromOther).toBeOpen();
      fact('the client address that the LAN host sees', clientAddress(await probes.pageOfLan)).is(hostAddress());
      const other = clientAddress(await probes.pageFromOther);
      fact('the client address that it sees of the container on the other host', other).is(otherAddress());
    },
  );

  behaviour(
    'overlay.forwards-names',
    'Names of the upstream DNS server resolve in a container on an overlay network',
    {
      docs: 'https://docs.docker.com/engine/network/#dns-services',
      needs,
      relies: ['embedded-dns', 'gwbridge-egress'],
      why: 'Services of a swarm find each other by name, and nothing outside of it.',
    },
    async () => {
      const { here, there, lanHost } = world;
      const name = upstreamName('overlay');
      for (const container of [here, there]) {
        const [record, bySystem] = await Promise.all([
          from(container).lookup(name),
          from(container).systemLookup(name),
        ]);
        await expect(record).toResolveTo(lanHost);
        await expect(bySystem).toResolveTo(lanHost);
      }
    },
  );

  behaviour(
    'overlay.published',
    'LAN hosts reach a published port of a container on an overlay network at the address of its host',
    {
      docs,
      needs,
      relies: ['gwbridge-published'],
      why: 'Clients outside of the swarm cannot use a service that publishes its port.',
      security: openTo('a LAN host', 'a published port of a container on an overlay network'),
    },
    async () => {
      await expect(probes.published).toBeAnsweredBy(world.here);
      await expect(probes.publishedUdp).toBeAnsweredBy(world.here);
      await expect(probes.publishedThere).toBeAnsweredBy(world.there);
      await expect(probes.publishedUdpThere).toBeAnsweredBy(world.there);
    },
  );

  behaviour(
    'overlay.isolated',
    'Containers on different overlay networks cannot reach each other, on one host or on two',
    {
      docs,
      needs,
      controlsRely: ['vxlan', 'gossip', 'overlay-peers'],
      why: 'A compromised service of one project reaches the databases of all others in the swarm.',
      security: closedTo('a container on an overlay network', 'a container on another one'),
    },
    async () => {
      await expect(probes.outsiderToHere).toBeClosed({ control: probes.toHere });
      await expect(probes.outsiderToThere).toBeClosed({ control: probes.toThere });
      await expect(probes.hereToOutsider).toBeClosed({ control: probes.hostToOutsider });
      await expect(probes.thereToOutsider).toBeClosed({ control: probes.hostToOutsider });
      // containers on any overlay network of a host are on its docker_gwbridge as well
      await expect(probes.outsiderToGateway).toBeClosed({ control: probes.toHere });
      await expect(probes.hereToGateway).toBeClosed({ control: probes.hostToOutsider });
    },
  );

  behaviour(
    'overlay.gateway-bridge',
    'LAN hosts and containers on bridges cannot reach a container on an overlay network through docker_gwbridge',
    {
      docs: 'https://docs.docker.com/engine/network/port-publishing/#direct-routing',
      needs,
      relies: ['gwbridge-published'],
      why: 'Every service of a swarm is open to LAN hosts that set a route, and to other containers of its node.',
      security: closedTo('a LAN host with a route or a container on a bridge', 'a container on an overlay network'),
    },
    async () => {
      await expect(probes.byRoute).toBeAnsweredBy(world.here);
      await expect(probes.lanToGateway).toBeClosed({ control: probes.hostToOutsider });
      await expect(probes.defaultToGateway).toBeClosed({ control: probes.hostToOutsider });
      await expect(probes.bridgeToGateway).toBeClosed({ control: probes.hostToOutsider });
    },
  );

  behaviour(
    'overlay.address-taken-over',
    'Peers reach a container that takes over the name and address of one on another host, and back again',
    {
      docs: 'https://github.com/moby/moby/pull/52289',
      needs,
      relies: ['vxlan', 'gossip', 'alias', 'embedded-dns'],
      why: 'A service that moves to another host is not found there, or times out until its peers are restarted.',
    },
    async () => {
      const { red, here, there, outsider } = world;
      await expect(onceKnown(() => from(here).get('http://moved'))).toBeAnsweredBy(there);
      const own = { alias: 'moved', ip: '.20' } as const;
      const moved = () =>
        eventually(
          () => from(here).get('http://moved'),
          (found) => found.kind === 'answered',
        );
      await untilOthersConnected();
      await there.disconnect(red);
      {
        await using _ = restoring(async () => {
          await outsider.disconnect(red);
          await there.connect(red, own);
        });
        await outsider.connect(red, own);
        await expect(moved()).toBeAnsweredBy(outsider);
      }
      await expect(moved()).toBeAnsweredBy(there);
    },
  );

  behaviour(
    'overlay.restarted',
    'A restarted container on an overlay network answers its peers on other hosts again',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/container/restart/',
      needs,
      relies: ['vxlan', 'gossip', 'alias', 'embedded-dns', 'overlay-peers'],
      why: 'A container that is restarted on a worker node does not start, or is cut off from the swarm.',
    },
    async () => {
      const { here, there } = world;
      await untilOthersConnected();
      await there.restart();
      await untilNamesResolve([here, 'moved'], [there, 'here']);
      await expectNamesResolve(here, ['moved'], there);
      await expect(from(here).reach(there)).toBeOpen();
      await expect(from(there).reach(here)).toBeOpen();
    },
  );

  behaviour(
    'overlay.not-attachable',
    'A container that is not a task of a service is refused on an overlay network without `--attachable`',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/create/#overlay-network-limitations',
      needs,
      relies: ['attachable'],
      why: 'Anybody who may start containers on a node joins the network of a service.',
    },
    async () => {
      const { closed, outsider } = world;
      const refusal = await outsider.tryConnect(closed);
      fact("the engine's answer to the connection", refusal ? 'refused' : 'connected').is('refused');
      if (!refusal) return outsider.disconnect(closed);
      fact('whether the refusal says why', refusal.message.includes('not manually attachable')).is(true);
      const [{ Containers, Driver }, { NetworkSettings }] = await Promise.all([closed.inspect(), outsider.inspect()]);
      fact('the driver of the network', Driver).is('overlay');
      fact('the containers on the network', Object.keys(Object(Containers))).is([]);
      fact('the number of networks of the container', Object.keys(NetworkSettings.Networks).length).is(1);
    },
  );
});
