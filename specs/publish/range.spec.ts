import { randomInt } from 'node:crypto';
import {
  behaviour,
  describe,
  expect,
  expectHostPortsOfInspect,
  fact,
  fromPublishingHost,
  nonEmpty,
  reported,
  scenario,
} from '../../helpers/behaviour/index.ts';

const publish = 'https://docs.docker.com/reference/cli/docker/container/run/#publish';

const relies = ['default-bridge', 'published-ports', 'docker0-address', 'docker0-traffic', 'localhost'] as const;

/** Random ports, because other programs of the host may listen on fixed ones; below those that other spec files publish at. */
const exposedPort = randomInt(10_000, 15_000);
const unpublishedPort = exposedPort + randomInt(1, 5_000);
const exposedUdpPort = randomInt(10_000, 20_000);

const atLocalhost = (port: number) => fromPublishingHost.get(`http://127.0.0.1:${port}`);

describe('Containers that publish in a range of two host ports, and one that publishes all that it exposes', () => {
  const world = scenario(({ network, nginx, attempt, hostPorts }) => {
    const own = network({ driver: 'bridge' });
    const everyPort = { publishAll: true, expose: exposedPort, exposeUdp: exposedUdpPort } as const;
    const inRange = { publish: 80, publishAt: hostPorts(2) };
    const first = attempt(nginx({ ...inRange, expose: unpublishedPort }));
    const second = attempt(nginx({ ...inRange, after: first }));
    return {
      first,
      second,
      third: attempt(nginx({ ...inRange, after: second })),
      own,
      all: nginx(everyPort),
      allOnOwn: nginx({ ...everyPort, on: own }),
      documented: nginx({ publish: 80, expose: unpublishedPort }),
      tooHigh: attempt(nginx({ publish: 80, invalidHostPort: '99999' })),
      reversed: attempt(nginx({ publish: 80, invalidHostPort: '8002-8000' })),
    };
  });

  type Attempted = typeof world.first;
  const running = (attempted: Attempted, which: string) =>
    reported(`the ${which} container in the range`, attempted.kind === 'running' ? attempted.container : undefined);

  behaviour(
    'publish.range',
    '`-p FIRST-LAST:PORT` publishes at the first host port of the range that is free',
    {
      docs: publish,
      relies: [...relies, 'host-port-range', 'shown-host-ports', 'no-other-host-port'],
      why: 'Several copies of a service cannot share the range of ports that a firewall is open for.',
    },
    async () => {
      const [first, second] = [running(world.first, 'first'), running(world.second, 'second')];
      const lowest = reported('the range', first.hostPorts).first;
      fact('the host ports in inspect', [first.hostPort(), second.hostPort()]).is([lowest, lowest + 1]);
      await expect(atLocalhost(lowest)).toBeAnsweredBy(first);
      await expect(atLocalhost(lowest + 1)).toBeAnsweredBy(second);
      await expectHostPortsOfInspect(second);
    },
  );

  behaviour(
    'publish.range-exhausted',
    'A container is refused once every host port of its range is in use, and the others still answer',
    {
      docs: publish,
      relies: [...relies, 'host-port-range'],
      why: 'One copy of a service too many publishes a port outside of the range, or that of another copy.',
    },
    async () => {
      const [first, second] = [running(world.first, 'first'), running(world.second, 'second')];
      fact('the start of a third container in the range', world.third.kind).is('refused');
      await expect(atLocalhost(first.hostPort())).toBeAnsweredBy(first);
      await expect(atLocalhost(second.hostPort())).toBeAnsweredBy(second);
    },
  );

  /** Expects each exposed port of a container, and no other, to be published, and to be answered at its host port. */
  const expectEveryPort = async (container: typeof world.all) => {
    const { Config, NetworkSettings } = container.inspectedAtStart();
    const exposed = Object.keys(reported('the exposed ports in inspect', Config.ExposedPorts)).toSorted();
    fact('the exposed ports in inspect', exposed).includes(`${exposedPort}/tcp`);
    fact('the exposed ports in inspect', exposed).includes(`${exposedUdpPort}/udp`);
    const published = Object.entries(NetworkSettings.Ports).filter(([, bindings]) => (bindings?.length ?? 0) > 0);
    fact('the published ports in inspect', published.map(([port]) => port).toSorted()).is(exposed);
    const overUdp = fromPublishingHost.datagram('127.0.0.1', container.hostPort(exposedUdpPort, 'udp'));
    await expect(atLocalhost(container.hostPort(exposedPort))).toBeAnsweredBy(container);
    await expect(overUdp).toBeAnsweredBy(container);
    await expectHostPortsOfInspect(container);
  };

  behaviour(
    'publish.all-exposed',
    '`--publish-all` publishes every exposed port and no other',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/container/run/#publish-all',
      relies: [
        'default-bridge',
        'docker0-address',
        'docker0-traffic',
        'localhost',
        'localhost-udp',
        'publish-all',
        'shown-host-ports',
        'no-other-host-port',
      ],
      why: 'Tools that start containers with `-P` and look up the host port find none, or expose ports that nobody meant.',
    },
    async () => {
      for (const container of [world.all, world.allOnOwn]) await expectEveryPort(container);
    },
  );

  behaviour(
    'publish.listed',
    '`docker ps` lists the host addresses and ports of inspect, and exposed ports without one',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/container/ls/',
      relies: [...relies, 'listed-ports', 'shown-host-ports'],
      why: 'Reverse proxies and dashboards that read the list of containers show another port than the one that is open.',
    },
    async () => {
      const { documented } = world;
      await expect(atLocalhost(documented.hostPort())).toBeAnsweredBy(documented);
      const bindings = nonEmpty('the bindings in inspect', documented.bindings(80));
      const shown = bindings.map(({ HostIp, HostPort }) => `${HostIp === '::' ? '[::]' : HostIp}:${HostPort}->80/tcp`);
      const listed = await documented.listedPorts();
      fact(
        'the published ports in `docker ps`',
        listed.filter((port) => port.includes('->')),
      ).is(shown.toSorted());
      fact('the ports in `docker ps`', listed).includes(`${unpublishedPort}/tcp`);
    },
  );

  behaviour(
    'publish.invalid-port',
    'A host port above 65535 and a reversed range of host ports are refused',
    {
      docs: 'https://docs.docker.com/reference/api/engine/version/v1.47/#tag/Container/operation/ContainerCreate',
      why: 'A typing error in a port publishes a service at another port, of which nobody knows.',
    },
    async () => {
      const { tooHigh, reversed } = world;
      fact('the creation with host port 99999', tooHigh.kind).is('refused');
      fact('the creation with host ports 8002-8000', reversed.kind).is('refused');
    },
  );
});
