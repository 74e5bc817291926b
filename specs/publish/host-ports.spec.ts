import { randomInt } from 'node:crypto';
import {
  UDP_PORT,
  behaviour,
  describe,
  expect,
  expectFreeHostPorts,
  expectHostPortsOfInspect,
  expectingNoAnswer,
  fact,
  fromPublishingHost,
  fromTestProcess,
  hostUrl,
  nonEmpty,
  scenario,
  expectAnswersAtHostAddresses,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/';

/** A random port, because another program of the host may listen on a fixed one. */
const exposedPort = randomInt(10_000, 20_000);

describe('A published nginx that exposes another port, and a published Grafana', () => {
  const world = scenario(({ nginx, grafana }) => ({
    published: nginx({ publish: 80, publishUdp: UDP_PORT, expose: exposedPort }),
    publishedToo: grafana({ publish: 3000 }),
  }));

  behaviour(
    'publish.binds',
    '`--publish` binds a host port and `--expose` binds none',
    {
      docs,
      needs: ['published-ports'],
      relies: [
        'default-bridge',
        'published-ports',
        'docker0-address',
        'docker0-traffic',
        'localhost',
        'shown-host-ports',
        'no-other-host-port',
      ],
      why: 'A service is unreachable if its port is not bound, and exposed if its port is bound without being published.',
    },
    async () => {
      const { published } = world;
      fact('the bindings of the published port in inspect', published.bindings(80)).isNot([]);
      const page = await fromTestProcess.get(published.publishedUrl);
      await expect(page).toBeAnsweredBy(published);

      fact('the bindings of the exposed port in inspect', published.bindings(exposedPort)).is([]);
      await expect(fromTestProcess.get(hostUrl(exposedPort), expectingNoAnswer)).toBeBlocked({
        control: page,
        answeredBy: published,
      });
      await expectHostPortsOfInspect(published);
    },
  );

  behaviour(
    'publish.localhost-answers',
    "`curl localhost:PORT` gets nginx's welcome page from a published port",
    {
      docs,
      needs: ['engine-at-localhost'],
      relies: ['default-bridge', 'published-ports', 'docker0-address', 'docker0-traffic', 'localhost'],
      why: 'The first command that users try after `docker run -p` fails.',
    },
    async () => {
      // publish.all-addresses-ipv6 connects to ::1
      const addresses = (await fromTestProcess.addressesOf('localhost')).filter((address) => address.includes('.'));
      for (const address of nonEmpty('the IPv4 addresses of localhost', addresses)) {
        const page = fromTestProcess.get(world.published.publishedAt(address));
        await expect(page).toBeAnsweredBy(world.published, { status: 200, bodyContaining: 'Welcome to nginx!' });
      }
    },
  );

  behaviour(
    'publish.ephemeral',
    '`-p PORT` publishes on a free host port chosen by the engine',
    {
      docs,
      needs: ['published-ports'],
      relies: [
        'default-bridge',
        'published-ports',
        'published-udp',
        'docker0-address',
        'docker0-traffic',
        'localhost',
        'localhost-udp',
      ],
      why: 'Two containers that get the same host port cannot both start, and parallel test runs fail at random.',
    },
    async () => {
      const { published, publishedToo } = world;
      fact(
        'the number of starts until both containers had a free host port',
        `${published.starts}, ${publishedToo.starts}`,
      ).is('1, 1');
      await expectFreeHostPorts(published, publishedToo);
      await expect(fromTestProcess.get(published.publishedUrl)).toBeAnsweredBy(published);
      await expect(fromTestProcess.get(publishedToo.publishedUrl)).toBeAnsweredBy(publishedToo);
      const datagram = fromPublishingHost.datagram('127.0.0.1', published.hostPort(UDP_PORT, 'udp'));
      await expect(datagram).toBeAnsweredBy(published);
    },
  );

  behaviour(
    'publish.half-closed',
    'A client that ends its half of a connection to a published port gets the whole answer',
    {
      docs: 'https://github.com/moby/moby/issues/27539',
      // what forwards ports to an engine in a virtual machine is no part of the engine
      needs: ['published-ports', 'engine-on-this-machine'],
      relies: ['default-bridge', 'published-ports', 'docker0-address', 'docker0-traffic', 'localhost'],
      why: 'Clients that mark the end of a request by closing, such as `nc -N` and backup tools, get no answer.',
    },
    async () => {
      const { published } = world;
      await expect(fromTestProcess.getHalfClosed(published.publishedUrl)).toBeAnsweredBy(published, { status: 200 });
    },
  );

  behaviour(
    'publish.restarted-ephemeral',
    'After a restart, ephemeral TCP and UDP host ports reach their container at all IPv4 addresses of the host',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/container/port/',
      needs: ['default-host-address'],
      relies: [
        'default-bridge',
        'published-ports',
        'published-udp',
        'docker0-address',
        'docker0-traffic',
        'localhost',
        'localhost-udp',
        'all-host-addresses',
        'docker0-route',
        'shown-host-ports',
        'no-other-host-port',
      ],
      why: 'A client that looks up the host port of a restarted container reaches nobody, or another one.',
    },
    async () => {
      const { published } = world;
      await published.restart();
      await expectAnswersAtHostAddresses(published);
      await expectHostPortsOfInspect(published);
    },
  );
});
