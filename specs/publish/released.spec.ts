import { setTimeout } from 'node:timers/promises';
import {
  UDP_PORT,
  behaviour,
  describe,
  expectHostPortsOfInspect,
  fact,
  reported,
  restoring,
  scenario,
  expectAnswersAtHostAddresses,
} from '../../helpers/behaviour/index.ts';

const published = ['bridge-gateway', 'published-ports', 'published-udp', 'fixed-host-port', 'stop'] as const;
const answered = ['localhost', 'localhost-udp', 'all-host-addresses'] as const;

/** How long a restart policy has to start a container again that was refused. */
const RETRIES_MS = 1_000;

describe('Two containers that publish at one host port, of which the first is stopped', () => {
  const world = scenario(({ network, nginx, attempt, hostPorts }) => {
    // a network of its own: Podman 4.3 cuts off other containers on the network of one that it refuses
    const bridge = network({ driver: 'bridge', subnet: 'drawn' });
    const ports = { on: bridge, publish: 80, publishUdp: UDP_PORT, publishAt: hostPorts() };
    // at two addresses: what is left of one container does not serve the other
    const first = nginx({ ...ports, ip: '.10', restart: 'always', stopped: true });
    return { bridge, first, second: attempt(nginx({ ...ports, ip: '.20', after: first })) };
  });

  const secondRunning = () => {
    const { second } = world;
    return reported('the container at the released port', second.kind === 'running' ? second.container : undefined);
  };
  type Container = ReturnType<typeof secondRunning>;

  const expectAnswers = async (container: Container): Promise<void> => {
    const [port, udpPort] = [container.hostPort(80), container.hostPort(UDP_PORT, 'udp')];
    fact('the host ports in inspect', [port, udpPort]).is([container.fixedHostPort, container.fixedHostPort]);
    await expectAnswersAtHostAddresses(container);
  };

  behaviour(
    'publish.released',
    'Stopping a container frees its host ports, so that two containers can publish at them in turn',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/container/stop/',
      relies: [...published, ...answered, 'shown-host-ports'],
      why: 'Replacing a container by a new version fails with "port is already allocated".',
    },
    async () => {
      const { first } = world;
      const second = secondRunning();
      await expectAnswers(second);
      await using _ = restoring(async () => {
        await first.stop();
        await second.start();
      });
      await second.stop();
      await first.start();
      await expectAnswers(first);
      await expectHostPortsOfInspect(first);
    },
  );

  behaviour(
    'publish.successor',
    'Host ports of a container whose program has just ended reach the container that publishes them next',
    {
      docs: 'https://docs.docker.com/engine/network/port-publishing/',
      relies: [...published, ...answered],
      why: 'The replacement of a service that crashed runs, and its host ports are closed.',
    },
    async () => {
      const { first } = world;
      const second = secondRunning();
      await expectAnswers(second);
      await using _ = restoring(async () => {
        await first.stop();
        await second.start();
      });
      await second.endByItself('not-running');
      await first.start();
      await expectAnswers(first);
    },
  );

  behaviour(
    'publish.restarted',
    'A restarted container publishes at its fixed host port again, just after its last client',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/container/restart/',
      relies: [...published, ...answered, 'shown-host-ports'],
      why: 'A service that was restarted is unreachable, or does not start for a minute because its port is in use.',
    },
    async () => {
      const second = secondRunning();
      await expectAnswers(second);
      await second.restart();
      await expectAnswers(second);
      await expectHostPortsOfInspect(second);
    },
  );

  behaviour(
    'publish.refused-start',
    'A stopped container does not start while its host port is in use, and starts once the port is free',
    {
      docs: 'https://github.com/moby/moby/pull/49507',
      relies: [...published, ...answered, 'taken-host-port'],
      why: 'A container with a restart policy keeps the engine busy, or publishes the port of its replacement.',
    },
    async () => {
      const { first } = world;
      const second = secondRunning();
      await using _ = restoring(async () => {
        if ((await first.inspect()).State.Running) await first.stop();
        // an engine may have cut it off
        await second.restart();
      });
      const started = await first.tryStart();
      fact('the start of the first container', started.kind).is('refused');
      await setTimeout(RETRIES_MS);
      const { State, RestartCount } = await first.inspect();
      fact('whether the first container runs', State.Running).is(false);
      fact('the number of its restarts', RestartCount).is(0);
      await expectAnswers(second);
      await second.stop();
      await first.start();
      await expectAnswers(first);
    },
  );

  behaviour(
    'publish.stopped-unreported',
    'A stopped container reports no published port in inspect and `docker ps`',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/container/port/',
      relies: [...published, ...answered],
      why: 'A proxy that is configured by the ports that the engine reports sends clients to another container.',
    },
    async () => {
      const { first } = world;
      const second = secondRunning();
      await expectAnswers(second);
      const running = await second.listedPorts();
      fact('the published ports of the running container in `docker ps`', running.filter(isPublished)).isNot([]);
      const listed = await first.listedPorts();
      fact('the published ports of the stopped container in `docker ps`', listed.filter(isPublished)).is([]);
      const { NetworkSettings } = await first.inspect();
      const bound = Object.values(NetworkSettings.Ports).filter((bindings) => bindings?.length > 0);
      fact('the bindings of the stopped container in inspect', bound).is([]);
    },
  );
});

/** Whether a port in the list of containers has a host port. */
function isPublished(port: string): boolean {
  return port.includes('->');
}
