import {
  UDP_PORT,
  behaviour,
  describe,
  expect,
  expectHostPortFree,
  fact,
  fromPublishingHost,
  scenario,
} from '../../helpers/behaviour/index.ts';

const refusal = 'https://docs.docker.com/reference/api/engine/version/v1.47/#tag/Container/operation/ContainerStart';

const needs = ['prompt-port-refusal'] as const;

const localhost = '127.0.0.1';

describe('Host ports of two containers and of a process, and other containers that request them', () => {
  const world = scenario(({ network, nginx, attempt, listener, hostPorts }) => {
    // a network of its own: Podman 4.3 cuts off other containers on the network of one that it refuses
    const bridge = network({ driver: 'bridge' });
    const [port, udpPort] = [hostPorts(), hostPorts()];
    const process = listener({ everywhere: true });
    const holder = nginx({ on: bridge, publish: 80, publishAt: port });
    const udpHolder = nginx({ on: bridge, publishUdp: UDP_PORT, publishAt: udpPort });
    const besideUdp = attempt(
      nginx({ on: bridge, publish: 80, publishUdp: UDP_PORT, publishAt: udpPort, after: udpHolder }),
    );
    return {
      bridge,
      process,
      holder,
      udpHolder,
      second: attempt(nginx({ on: bridge, publish: 80, publishAt: port, after: holder })),
      atOneAddress: attempt(nginx({ on: bridge, publish: 80, publishOn: '127.0.0.1', publishAt: port, after: holder })),
      besideProcess: attempt(nginx({ on: bridge, publish: 80, publishUdp: UDP_PORT, publishAt: process })),
      besideUdpProcess: attempt(nginx({ on: bridge, publishUdp: UDP_PORT, publishAt: process })),
      besideUdp,
      udpAtOneAddress: attempt(
        nginx({ on: bridge, publishUdp: UDP_PORT, publishOn: '127.0.0.1', publishAt: udpPort, after: besideUdp }),
      ),
    };
  });

  behaviour(
    'publish.taken-by-container',
    'A container with the host port of another one is refused, and the other one still answers',
    {
      docs: 'https://github.com/moby/moby/issues/49501',
      needs,
      relies: ['bridge-gateway', 'published-ports', 'localhost', 'taken-host-port'],
      why: 'Starting a second copy of a project silently diverts the clients of the first one, or cuts them off.',
    },
    async () => {
      const { holder, second } = world;
      fact('the start of the second container', second.kind).is('refused');
      await expect(fromPublishingHost.get(holder.publishedAt(localhost))).toBeAnsweredBy(holder);
    },
  );

  behaviour(
    'publish.taken-at-each-address',
    'A TCP or UDP host port published on all addresses cannot be published on one of them by another container',
    {
      docs: refusal,
      needs,
      relies: ['bridge-gateway', 'published-ports', 'published-udp', 'localhost', 'localhost-udp', 'taken-host-port'],
      why: 'Clients of one address reach another service than those of the other addresses, by the order of starts.',
    },
    async () => {
      const { holder, atOneAddress, udpHolder, udpAtOneAddress } = world;
      fact('the start of the container at 127.0.0.1', atOneAddress.kind).is('refused');
      fact('the start of the container at the UDP port of 127.0.0.1', udpAtOneAddress.kind).is('refused');
      await expect(fromPublishingHost.get(holder.publishedAt(localhost))).toBeAnsweredBy(holder);
      const datagram = fromPublishingHost.datagram(localhost, udpHolder.hostPort(UDP_PORT, 'udp'));
      await expect(datagram).toBeAnsweredBy(udpHolder);
    },
  );

  behaviour(
    'publish.taken-by-process',
    'A container is refused a host port on which a process of the host listens, and the process still answers',
    {
      docs: refusal,
      needs: [...needs, 'host-network', 'process-where-published'],
      relies: ['fixed-host-port', 'localhost', 'taken-host-port'],
      why: 'Publishing the port of a database of the host diverts its clients into a container.',
    },
    async () => {
      const { process, besideProcess } = world;
      fact('the start of the container at the port of the process', besideProcess.kind).is('refused');
      await expect(fromPublishingHost.get(process.url)).toBeAnsweredBy(process);
    },
  );

  behaviour(
    'publish.taken-by-process-udp',
    'A container is refused a UDP host port on which a process listens, and the process still answers',
    {
      docs: 'https://github.com/moby/moby/pull/50669',
      needs: [...needs, 'host-network', 'process-where-published'],
      relies: ['fixed-host-port', 'localhost-udp', 'taken-host-port'],
      why: 'A DNS server in a container takes the queries of the one that already runs on the host.',
    },
    async () => {
      const { process, besideUdpProcess } = world;
      fact('the start of the container at the UDP port of the process', besideUdpProcess.kind).is('refused');
      await expect(fromPublishingHost.datagram(localhost, process.others.udpPort)).toBeAnsweredBy(process);
    },
  );

  behaviour(
    'publish.refused-binds-nothing',
    'A container that is refused one of its host ports leaves none of the others bound',
    {
      docs: refusal,
      needs: [...needs, 'engine-on-this-machine'],
      relies: ['bridge-gateway', 'published-udp', 'fixed-host-port', 'localhost-udp', 'taken-host-port'],
      why: 'A port stays in use after a failed start, and nothing in `docker ps` shows by whom.',
    },
    async () => {
      const { process, besideProcess, udpHolder, besideUdp } = world;
      fact('the starts of both containers', [besideProcess.kind, besideUdp.kind]).is(['refused', 'refused']);
      const [free, taken] = [process.port, udpHolder.fixedHostPort];
      fact('the UDP host port in inspect', udpHolder.hostPort(UDP_PORT, 'udp')).is(taken);
      await expectHostPortFree({ protocol: 'udp', port: free }, { control: { protocol: 'tcp', port: free } });
      await expectHostPortFree({ protocol: 'tcp', port: taken }, { control: { protocol: 'udp', port: taken } });
      await expect(fromPublishingHost.datagram(localhost, taken)).toBeAnsweredBy(udpHolder);
    },
  );
});
