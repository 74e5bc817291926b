import { isIPv4 } from 'node:net';
import {
  behaviour,
  closedTo,
  describe,
  expect,
  expectingNoAnswer,
  fact,
  from,
  fromEngineHost,
  hostAddress,
  hostAddress6,
  scenario,
  sharedProbes,
  skipUnlessAnswered,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/#gateway-modes';
const needs = ['gateway-modes', 'lan-host', 'engine-firewall', 'ip-forwarding'] as const;
const who = 'a container on an isolated bridge';
const OPTION = 'com.docker.network.bridge.gateway_mode_ipv';
const options = { [`${OPTION}4`]: 'isolated', [`${OPTION}6`]: 'isolated' };

describe('Internal bridges in gateway mode isolated', () => {
  const world = scenario(({ network, nginx, lanHost, listener }) => {
    const bridge = network({ driver: 'bridge', internal: true, options });
    const bridge6 = network({ driver: 'bridge', internal: true, ipv6: true, options });
    return {
      bridge,
      container: nginx({ on: bridge }),
      peer: nginx({ on: bridge }),
      bridge6,
      container6: nginx({ on: bridge6 }),
      peer6: nginx({ on: bridge6 }),
      lanHost: lanHost(),
      process: listener({ everywhere: true }),
    };
  });

  const atHost = () => ({ at: hostAddress(world.lanHost) });
  const atHost6 = () => ({
    at: hostAddress6(world.lanHost),
  });

  const probes = sharedProbes({
    toHost: () => from(world.container).reach(world.process, { ...atHost(), ...expectingNoAnswer }),
    fromHost: () => fromEngineHost.reach(world.container, expectingNoAnswer),
    fromPeer: () => from(world.peer).reach(world.container),
    process: () => from(world.lanHost).reach(world.process, atHost()),

    toHost6: () => from(world.container6).reach6(world.process, { ...atHost6(), ...expectingNoAnswer }),
    fromHost6: () => fromEngineHost.reach6(world.container6, expectingNoAnswer),
    fromPeer6: () => from(world.peer6).reach6(world.container6),
    process6: () => from(world.lanHost).reach6(world.process, atHost6()),

    hostAnswers: () => from(world.lanHost).get(`http://${atHost().at}:${world.process.port}`),
    hostAnswers6: () => from(world.lanHost).get(`http://[${atHost6().at}]:${world.process.port}`),
  });

  /** The addresses of the host on the interface of a bridge, which must exist. */
  const hostAddressesOn = async (bridge: typeof world.bridge) => {
    const device = `br-${(await bridge.inspect()).Id.slice(0, 12)}`;
    const interfaces = (await fromEngineHost.interfaces()).map(({ name }) => name);
    fact("the interfaces of the engine's host", interfaces).includes(device);
    const addresses = (await fromEngineHost.addresses()).filter(({ interface: on }) => on === device);
    return addresses.map(({ address }) => address);
  };

  behaviour(
    'gateway-mode.isolated',
    'Gateway mode isolated gives the host no IPv4 address on the bridge and no connection to the containers',
    {
      docs,
      why: "Isolated containers reach the host's services through the bridge.",
      needs,
      relies: ['gateway-mode', 'peers'],
      security: closedTo(who, "a process of the engine's host, or is reached by it"),
    },
    async () => {
      await expect(probes.fromPeer).toBeOpen();
      // the kernel adds a link-local IPv6 address, which containers without IPv6 cannot use
      const addresses = (await hostAddressesOn(world.bridge)).filter(isIPv4);
      fact("the host's IPv4 addresses on the bridge", addresses).is([]);
      await expect(probes.fromHost).toBeClosed({ control: probes.fromPeer });
      await skipUnlessAnswered('host-accepts-lan', probes.hostAnswers, world.process);
      await expect(probes.toHost).toBeClosed({ control: probes.process });
    },
  );

  behaviour(
    'gateway-mode.isolated-ipv6',
    'Gateway mode isolated gives the host no IPv6 address on the bridge and no connection to the containers',
    {
      docs,
      why: "Isolated containers reach the host's services through the bridge over IPv6.",
      // firewalld drops IPv6 packets on a bridge without an address: https://github.com/moby/moby/issues/49680
      needs: [...needs, 'ipv6', 'engine-firewall-ipv6', 'no-firewalld'],
      relies: ['gateway-mode', 'gateway-mode-ipv6', 'peers-ipv6'],
      security: closedTo(who, "a process of the engine's host over IPv6, or is reached by it"),
    },
    async () => {
      await expect(probes.fromPeer6).toBeOpen();
      const addresses = await hostAddressesOn(world.bridge6);
      fact("the host's addresses on the bridge", addresses).is([]);
      await expect(probes.fromHost6).toBeClosed({ control: probes.fromPeer6 });
      await skipUnlessAnswered('host-accepts-lan', probes.hostAnswers6, world.process);
      await expect(probes.toHost6).toBeClosed({ control: probes.process6 });
    },
  );
});
