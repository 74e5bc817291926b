import {
  behaviour,
  closedTo,
  describe,
  expect,
  expectingNoAnswer,
  fact,
  from,
  fromEngineHost,
  openTo,
  scenario,
  sharedProbes,
  skipUnlessAnswered,
  required,
  nonEmpty,
} from '../../helpers/behaviour/index.ts';
import { inSubnet, subnetOf } from '../../helpers/behaviour/subnet.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/#options';
const needs = ['gateway-modes', 'root-on-engine-host', 'engine-firewall', 'ip-forwarding'] as const;
const who = 'a LAN host';
const mode = (name: string) => ({ 'com.docker.network.bridge.gateway_mode_ipv4': name });

describe('Bridges in gateway modes nat, nat-unprotected and isolated', () => {
  const world = scenario(({ network, nginx, lanHost, listener }) => {
    const natBridge = network({ driver: 'bridge', options: mode('nat') });
    const unprotectedBridge = network({ driver: 'bridge', options: mode('nat-unprotected') });
    const isolatedBridge = network({ driver: 'bridge', internal: true, options: mode('isolated') });
    return {
      natBridge,
      nat: nginx({ on: natBridge, publish: 80 }),
      unprotectedBridge,
      unprotected: nginx({ on: unprotectedBridge }),
      isolatedBridge,
      isolated: nginx({ on: isolatedBridge }),
      isolatedPeer: nginx({ on: isolatedBridge }),
      lanHost: lanHost(),
      process: listener({ everywhere: true }),
    };
  });

  const host = () => required("address of the engine's host on the link", world.lanHost.engineAddress);
  const processUrl = () => `http://${host()}:${world.process.port}`;

  const probes = sharedProbes({
    natDirect: () => from(world.lanHost).getDirectly(world.nat.url),
    natAtHost: () => from(world.lanHost).get(world.nat.publishedAt(host())),
    unprotected: () => from(world.lanHost).getDirectly(world.unprotected.url),
    isolatedPeer: () => from(world.isolated).get(world.isolatedPeer.url),
    isolatedToHost: () => from(world.isolated).get(processUrl(), expectingNoAnswer),
    isolatedFromHost: () => fromEngineHost.get(world.isolated.url, expectingNoAnswer),
    isolatedItself: () => from(world.isolatedPeer).get(world.isolated.url),
    process: () => from(world.lanHost).get(processUrl()),
  });

  behaviour(
    'gateway-mode.nat',
    "Gateway mode nat opens a published port at the host's address, not at the container's address",
    {
      docs,
      why: 'Users who set the default mode explicitly get less protection than the default.',
      needs,
      relies: ['filter', 'published-direct'],
      controlsRely: ['published-ports', 'from-lan'],
      security: closedTo(who, "a published port of a nat bridge at the container's address"),
    },
    async () => {
      await expect(probes.natDirect).toBeBlocked({ control: probes.natAtHost, answeredBy: world.nat });
    },
  );

  behaviour(
    'gateway-mode.nat-unprotected',
    'Gateway mode nat-unprotected opens unpublished ports to LAN hosts with a route',
    {
      docs,
      why: 'Users who relied on open container ports before Docker Engine 28 cannot get them back.',
      needs,
      relies: ['gateway-mode'],
      security: openTo(who, 'an unpublished port of a nat-unprotected bridge'),
    },
    async () => {
      await expect(probes.unprotected).toBeAnsweredBy(world.unprotected);
    },
  );

  behaviour(
    'gateway-mode.isolated',
    'Gateway mode isolated gives the host no address on the bridge and no connection to the containers',
    {
      docs,
      why: "Isolated containers reach the host's services through the bridge.",
      needs,
      relies: ['gateway-mode'],
      security: closedTo('a container on an isolated bridge', "a process of the engine's host, or is reached by it"),
    },
    async () => {
      await expect(probes.isolatedPeer).toBeAnsweredBy(world.isolatedPeer);
      await skipUnlessAnswered('host-accepts-lan', probes.process, world.process);
      await expect(probes.isolatedToHost).toBeBlocked({ control: probes.process, answeredBy: world.process });
      await expect(probes.isolatedFromHost).toBeBlocked({
        control: probes.isolatedItself,
        answeredBy: world.isolated,
      });
      const subnet = subnetOf(await world.isolatedBridge.inspect());
      const onHost = nonEmpty('the addresses of the host', await fromEngineHost.addresses());
      const inside = onHost.map(({ address }) => address).filter((address) => inSubnet(address, subnet));
      fact('the addresses of the host in the subnet of the network', inside).is([]);
    },
  );
});
