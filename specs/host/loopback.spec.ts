import {
  LOOPBACK,
  behaviour,
  describe,
  expect,
  from,
  fromEngineHost,
  hostNetwork,
  neededByControl,
  scenario,
  sharedProbes,
  skipUnlessOpen,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/host/';

describe('A container on the host network, one on a bridge, and processes of the host', () => {
  const world = scenario(({ nginx, listener }) => ({
    onHost: nginx({ on: hostNetwork }),
    bridged: nginx(),
    onLoopback: listener(),
    process: listener({ everywhere: true }),
  }));

  const probes = sharedProbes({
    fromHost: () => fromEngineHost.reach(world.onHost, { at: LOOPBACK }),
    toHost: () => from(world.onHost).reach(world.onLoopback),
    page: () => from(world.onHost).get(world.onLoopback.url),
    datagram: () => from(world.onHost).datagram(LOOPBACK, world.onLoopback.others.udpPort),
    pageFromBridge: () => from(world.bridged).get(world.onLoopback.url),
    datagramFromBridge: () => from(world.bridged).datagram(LOOPBACK, world.onLoopback.others.udpPort),
  });

  behaviour(
    'host.linux-only',
    "On Linux, a container on the host network shares the host's loopback address",
    {
      docs,
      needs: ['engine-on-this-machine'],
      relies: ['host-network', 'localhost', 'localhost-udp'],
      controlsRely: ['default-bridge'],
      why: 'A service that listens only on 127.0.0.1, as databases do for safety, cannot be reached from a container on the host network.',
    },
    async () => {
      await expect(probes.toHost).toBeOpen();
      await expect(probes.fromHost).toBeOpen();
      // in any other container, 127.0.0.1 is its own loopback address
      const { page, datagram } = probes;
      await expect(probes.pageFromBridge).toBeRefused({ control: page, answeredBy: world.onLoopback });
      await expect(probes.datagramFromBridge).toBeRefused({ control: datagram, answeredBy: world.onLoopback });
    },
  );

  behaviour(
    'host.loopback-ipv6',
    "On Linux, a container on the host network reaches the host's processes at ::1",
    {
      docs,
      needs: ['engine-on-this-machine', 'ipv6'],
      relies: ['host-network', 'localhost-ipv6'],
      why: 'Programs that resolve `localhost` to ::1 first cannot reach services of the host.',
    },
    async () => {
      await expect(from(world.onHost).reach6(world.process)).toBeOpen();
    },
  );

  behaviour(
    'host.from-bridge',
    "A container on a bridge reaches a container on the host network at the bridge's gateway address",
    {
      docs,
      needs: ['host-network', 'visible-bridges', 'default-bridge', 'host-accepts-containers'],
      relies: ['host-network'],
      controlsRely: ['default-bridge', 'docker0-address', 'docker0-traffic', 'host-ports', 'inspect-address'],
      why: 'A proxy or an agent on the host network is closed to the containers that it serves.',
    },
    async () => {
      const { bridged, onHost, process } = world;
      const at = neededByControl(() => bridged.gateway);
      const [toProcess, toOnHost] = await Promise.all([
        from(bridged).reach(process, { at }),
        from(bridged).reach(onHost, { at }),
      ]);
      await skipUnlessOpen('host-accepts-containers', toProcess);
      await expect(toOnHost).toBeOpen();
    },
  );
});
