import { randomInt } from 'node:crypto';
import {
  behaviour,
  describe,
  expect,
  expectNoHostPort,
  expectingNoAnswer,
  fact,
  from,
  fromPublishingHost,
  fromTestProcess,
  hostUrl,
  scenario,
  reported,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/container/run/#publish';

/** Random ports, because another program of the host may listen on a fixed one. */
const exposedPort = randomInt(10_000, 20_000);
const exposedUdpPort = randomInt(10_000, 20_000);

describe('A container that exposes a port, a peer, and a published container', () => {
  const world = scenario(({ nginx }) => ({
    exposed: nginx({ expose: exposedPort, exposeUdp: exposedUdpPort }),
    peer: nginx(),
    published: nginx({ publish: 80 }),
  }));

  behaviour(
    'expose.documents-only',
    '`--expose` opens no host port and blocks no container port',
    {
      docs,
      needs: ['default-bridge-icc', 'published-ports'],
      relies: ['default-bridge', 'docker0-peers', 'inspect-address', 'no-other-host-port'],
      controlsRely: ['published-ports', 'docker0-traffic'],
      why: 'A port that was only documented is open at the host, or the other ports of the container are closed to its peers.',
    },
    async () => {
      const { exposed, peer, published } = world;
      const ports = reported('the exposed ports in inspect', exposed.inspectedAtStart().Config.ExposedPorts);
      fact('the exposed ports in inspect', Object.keys(ports)).includes(`${exposedPort}/tcp`);
      fact('the exposed ports in inspect', Object.keys(ports)).includes(`${exposedUdpPort}/udp`);
      fact('the bindings of the exposed port in inspect', exposed.bindings(exposedPort)).is([]);
      fact('the bindings of the exposed UDP port in inspect', exposed.bindings(exposedUdpPort, 'udp')).is([]);

      const [fromPeer, datagram, unexposed] = await Promise.all([
        from(peer).get(exposed.urlAt(exposedPort)),
        from(peer).datagram(exposed.address, exposedUdpPort),
        from(peer).get(exposed.urlAt(80)),
      ]);
      await expect(fromPeer).toBeAnsweredBy(exposed);
      await expect(datagram).toBeAnsweredBy(exposed);
      await expect(unexposed).toBeAnsweredBy(exposed);
      await expect(fromTestProcess.get(hostUrl(exposedPort), expectingNoAnswer)).toBeBlocked({
        control: fromPeer,
        answeredBy: exposed,
      });
      await expect(fromPublishingHost.datagram('127.0.0.1', exposedUdpPort, expectingNoAnswer)).toBeBlocked({
        control: datagram,
        answeredBy: exposed,
      });
      await expectNoHostPort(exposed, { control: published });
    },
  );
});
