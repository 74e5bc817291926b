import {
  behaviour,
  clientAddress,
  closedTo,
  describe,
  expect,
  expectingNoAnswer,
  fact,
  from,
  fromEngineHost,
  hostAddress,
  openTo,
  reported,
  required,
  restoring,
  scenario,
  skipUnlessAnswered,
  withoutTunnels,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/ipvlan/';
const needs = ['ipvlan'] as const;

describe('Containers on an IPvlan network in mode l2, and a LAN host', () => {
  const world = scenario(({ network, nginx, lanHost, listener }) => {
    const lan = lanHost();
    const ipvlan = network({ driver: 'ipvlan', beside: lan });
    return {
      lanHost: lan,
      ipvlan,
      one: nginx({ on: ipvlan }),
      other: nginx({ on: ipvlan }),
      process: listener({ everywhere: true }),
    };
  });

  behaviour(
    'ipvlan.lan-host',
    'Containers on an IPvlan network in mode l2, and LAN hosts, reach each other at their own addresses',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/ipvlan/#ipvlan-l2-mode-example-usage',
      needs,
      why: 'Containers that were attached to the LAN cannot be used from there.',
      security: openTo('a LAN host', 'an unpublished port of an IPvlan container'),
    },
    async () => {
      const { one, other, lanHost } = world;
      const [toPeer, toOne, toLan, page] = await Promise.all([
        from(one).reach(other),
        from(lanHost).reach(one),
        from(one).reach(lanHost),
        from(one).get(lanHost.url),
      ]);
      await expect(toPeer).toBeOpen();
      await expect(toOne).toBeOpen();
      await expect(toLan).toBeOpen();
      fact('the client address that the LAN host sees', clientAddress(page)).is(one.address);
    },
  );

  behaviour(
    'ipvlan.parent-mac',
    'Containers on an IPvlan network have the MAC address of the parent interface',
    { docs, needs, why: 'A switch that allows one MAC address for each port drops all packets of the containers.' },
    async () => {
      const { one, other, lanHost } = world;
      const parent = required('interface of the host on the link', lanHost.link?.nic.interface);
      const named = (await fromEngineHost.interfaces()).find(({ name }) => name === parent);
      const { mac } = reported('the parent interface', named);
      for (const container of [one, other]) {
        const own = withoutTunnels(await from(container).interfaces()).filter(({ name }) => name !== 'lo');
        fact(
          `the MAC addresses of ${container.name}`,
          own.map((each) => each.mac),
        ).is([mac]);
      }
    },
  );

  behaviour(
    'ipvlan.own-host',
    'An IPvlan container and its own host cannot reach each other',
    {
      docs,
      needs,
      why: "A container that was put on the LAN to separate it from the host reaches the host's services.",
      security: closedTo('an IPvlan container', 'its own host, or is reached by it'),
    },
    async () => {
      const { one, lanHost, process } = world;
      const at = hostAddress(lanHost);
      const lanHostToHostPage = from(lanHost).get(`http://${at}:${process.port}`);
      await skipUnlessAnswered('host-accepts-lan', lanHostToHostPage, process);
      const [toHost, fromHost, lanHostToHost, fromLanHost] = await Promise.all([
        from(one).reach(process, { at, ...expectingNoAnswer }),
        fromEngineHost.reach(one, expectingNoAnswer),
        from(lanHost).reach(process, { at }),
        from(lanHost).reach(one),
      ]);
      await expect(toHost).toBeClosed({ control: lanHostToHost });
      await expect(fromHost).toBeClosed({ control: fromLanHost });
    },
  );
});

describe('Containers on an IPvlan network in mode l3, a bridge network, and a LAN host', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const lan = lanHost();
    // of its own subnet: the host routes, and the LAN host needs a route to it
    const routed = network({ driver: 'ipvlan', beside: lan, subnet: 'drawn', options: { ipvlan_mode: 'l3' } });
    const bridgenetwork = network({ driver: 'bridge' });
    return {
      lanHost: lan,
      routed,
      bridgenetwork,
      inL3: nginx({ on: routed }),
      bridged: nginx({ on: bridgenetwork }),
      peer: nginx({ on: bridgenetwork }),
    };
  });

  behaviour(
    'ipvlan.l3-routed',
    'LAN hosts with a route through the host reach containers on an IPvlan network in mode l3',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/ipvlan/#ipvlan-l3-mode-example',
      needs,
      why: 'Subnets of containers that the LAN routes to a host are dead ends.',
      security: openTo('a LAN host with a route', 'an unpublished port of an IPvlan container in mode l3'),
    },
    async () => {
      const { lanHost, inL3 } = world;
      await expect(from(lanHost).reachDirectly(inL3)).toBeOpen();
      const routes = (await from(inL3).defaultRoutes()).filter(({ family }) => family === 4);
      fact('the number of IPv4 default routes', routes.length).is(1);
    },
  );

  behaviour(
    'ipvlan.beside-bridge',
    'A container can be on an IPvlan network in mode l3 and on a bridge network at once',
    {
      docs: 'https://docs.docker.com/engine/network/#connecting-to-multiple-networks',
      needs,
      why: 'A service for the LAN cannot use a database that is hidden on a bridge network.',
    },
    async () => {
      const { routed, inL3, bridged, peer } = world;
      const refusal = await bridged.tryConnect(routed);
      fact("the engine's answer to the connection", refusal?.message ?? 'connected').is('connected');
      if (refusal) return;
      await using _ = restoring(() => bridged.disconnect(routed));
      await expect(from(inL3).get(`http://${bridged.addressOn(routed)}`)).toBeAnsweredBy(bridged);
      await expect(from(peer).get(bridged.url)).toBeAnsweredBy(bridged);
    },
  );
});
