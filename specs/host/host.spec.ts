import { randomInt } from 'node:crypto';
import {
  behaviour,
  describe,
  expect,
  expectHostPortFree,
  expectHostPorts,
  fact,
  from,
  fromEngineHost,
  fromTestProcess,
  hostNetwork,
  ourNetworkNamespace,
  required,
  scenario,
} from '../../helpers/behaviour/index.ts';

/** A random port, because other programs of the host may listen on a fixed one. */
const LISTENED = randomInt(10_000, 20_000);

const docs = 'https://docs.docker.com/engine/network/drivers/host/';

const tcp = (port: number) => ({ protocol: 'tcp', port }) as const;
const udp = (port: number) => ({ protocol: 'udp', port }) as const;

describe('A container on the host network', () => {
  const world = scenario(({ nginx }) => ({
    onHost: nginx({ on: hostNetwork }),
    bridged: nginx(),
    publishing: nginx({ on: hostNetwork, publish: LISTENED, publishUdp: LISTENED, publishAt: 'drawn' }),
  }));

  behaviour(
    'host.no-binding-needed',
    'A container on the host network answers on localhost without a published port',
    {
      docs,
      needs: ['engine-on-this-machine'],
      relies: ['host-network', 'localhost', 'localhost-udp'],
      why: 'Servers with many or changing ports, for which users choose the host network, are unreachable.',
    },
    async () => {
      const { onHost } = world;
      const { Ports } = onHost.inspectedAtStart().NetworkSettings;
      const bound = Object.entries(Ports).filter(([, bindings]) => bindings && bindings.length > 0);
      fact('the bindings in inspect', bound).is([]);
      const [page, byEveryWay, listening] = await Promise.all([
        fromTestProcess.get(`http://127.0.0.1:${onHost.port}`),
        fromEngineHost.reach(onHost, { at: '127.0.0.1' }),
        fromEngineHost.listening(),
      ]);
      await expect(byEveryWay).toBeOpen();
      await expect(page).toBeAnsweredBy(onHost, { status: 200, bodyContaining: 'Welcome to nginx!' });
      const sockets = listening.filter(({ protocol, port }) => protocol === 'tcp' && port === onHost.port);
      fact(`the sockets of the host that listen at TCP port ${onHost.port}`, sockets).isNot([]);
      const address = '0.0.0.0';
      await expectHostPorts(onHost, [
        { protocol: 'tcp', address, port: onHost.port },
        { protocol: 'tcp', address, port: required('second TCP port of nginx', onHost.otherPort) },
        { protocol: 'udp', address, port: required('UDP port of nginx', onHost.udpPort) },
      ]);
    },
  );

  behaviour(
    'host.publish-discarded',
    'Publishing a port of a container on the host network is without effect: the host port stays free',
    {
      docs,
      needs: ['engine-on-this-machine'],
      relies: ['host-network', 'localhost', 'localhost-udp'],
      why: 'A port that a user publishes twice, in two projects, is in use though nobody listens at it.',
    },
    async () => {
      const { publishing } = world;
      fact('the bindings in inspect', publishing.bindings(LISTENED)).is([]);
      fact('the bindings of the UDP port in inspect', publishing.bindings(LISTENED, 'udp')).is([]);
      await expect(fromTestProcess.get(`http://127.0.0.1:${LISTENED}`)).toBeAnsweredBy(publishing);
      await expect(fromEngineHost.datagram('127.0.0.1', LISTENED)).toBeAnsweredBy(publishing);
      await expectHostPortFree(tcp(publishing.fixedHostPort), { control: tcp(LISTENED) });
      await expectHostPortFree(udp(publishing.fixedHostPort), { control: udp(LISTENED) });
    },
  );

  behaviour(
    'host.shares-interfaces',
    "A container on the host network has the host's interfaces and no IP address of its own",
    {
      docs,
      needs: ['engine-on-this-machine'],
      relies: ['host-network'],
      controlsRely: ['default-bridge'],
      why: 'Monitoring agents, DHCP servers and routing daemons cannot see the interfaces of the machine that they are meant for.',
    },
    async () => {
      const { onHost, bridged } = world;
      const [namespace, bridgedNamespace] = await Promise.all([
        from(onHost).networkNamespace(),
        from(bridged).networkNamespace(),
      ]);
      fact('the network namespace of the container on the host network', namespace).is(ourNetworkNamespace());
      fact('the network namespace of the container on a bridge', bridgedNamespace).isNot(ourNetworkNamespace());

      // veths of other containers appear and disappear at any time
      const before = await namesBesideVeths(fromEngineHost);
      const seen = await namesBesideVeths(from(onHost));
      const after = await namesBesideVeths(fromEngineHost);
      const lasting = after.filter((name) => before.includes(name));
      const ever = new Set([...before, ...after]);
      fact('the lasting interfaces of the host', lasting).isNot([]);
      fact(
        'the interfaces of the host that the container lacks',
        lasting.filter((name) => !seen.includes(name)),
      ).is([]);
      fact(
        'the interfaces of the container that the host lacks',
        seen.filter((name) => !ever.has(name)),
      ).is([]);

      const { Networks } = onHost.inspectedAtStart().NetworkSettings;
      const networks = Object.entries(Networks).map(([name, { IPAddress, Gateway }]) => [name, IPAddress, Gateway]);
      fact("the container's networks in inspect, with address and gateway", networks).is([['host', '', '']]);
    },
  );
});

/** The interfaces that are not an end of a veth pair. */
async function namesBesideVeths(vantage: Pick<typeof fromEngineHost, 'interfaces'>): Promise<string[]> {
  const found = await vantage.interfaces();
  return found.filter(({ index, peerIndex }) => index === peerIndex).map(({ name }) => name);
}
