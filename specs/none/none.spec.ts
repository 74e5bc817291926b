import {
  behaviour,
  closedTo,
  describe,
  expect,
  expectNoHostPort,
  expectingNoAnswer,
  fact,
  from,
  neededByControl,
  noNetwork,
  scenario,
  required,
  reported,
} from '../../helpers/behaviour/index.ts';
import { lastHostAddress } from '../../helpers/behaviour/subnet.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/none/';

describe('A container on the network none', () => {
  const world = scenario(({ nginx }) => ({
    alone: nginx({ on: noNetwork, publish: 80 }),
    peer: nginx({ publish: 80 }),
  }));

  behaviour(
    'none.no-address',
    'A container on `none` has no IP address and no driver options in inspect',
    {
      docs,
      relies: ['no-network'],
      why: 'A container that was cut off on purpose has an address after all, and can be reached.',
    },
    async () => {
      const { Networks } = (await world.alone.inspect()).NetworkSettings;
      fact("the container's networks in inspect", Object.keys(Networks)).is(['none']);
      const { IPAddress, GlobalIPv6Address, DriverOpts } = reported(
        'the endpoint on none in inspect',
        Networks['none'],
      ) as Record<string, unknown>;
      fact('IPAddress, GlobalIPv6Address and DriverOpts in inspect', [IPAddress, GlobalIPv6Address, DriverOpts]).is([
        '',
        '',
        null,
      ]);
    },
  );

  behaviour(
    'none.loopback-only',
    'A container on `none` has a loopback interface and nothing else',
    {
      docs,
      relies: ['no-network'],
      why: 'A job that must not phone home has an interface to do so, or lacks the loopback interface that its own processes use.',
    },
    async () => {
      const alone = from(world.alone);
      const [interfaces, itself] = await Promise.all([alone.interfaces(), alone.get('http://127.0.0.1:80')]);
      const up = interfaces.filter((found) => found.up).map(({ name }) => name);
      fact("the container's interfaces that are up", up).is(['lo']);
      await expect(itself).toBeAnsweredBy(world.alone);
    },
  );

  behaviour(
    'none.isolated',
    'A container on `none` cannot reach other containers or the host, and no container reaches it',
    {
      docs,
      relies: ['no-network'],
      controlsRely: ['default-bridge', 'docker0-address', 'inspect-address'],
      why: 'Untrusted code that was started without a network reaches the host or other containers, or is reached by them.',
      security: closedTo('a container on none', 'another container or the host, or is reached by a container'),
    },
    async () => {
      const { alone, peer } = world;
      const { Gateway, IPPrefixLen } = required('endpoint of the peer', peer.endpoint);
      const peerUrl = neededByControl(() => peer.url);
      const unused = lastHostAddress(peer.address, required('prefix length of the peer', IPPrefixLen));
      const [toPeer, toHost, aloneItself, toUnused, peerItself] = await Promise.all([
        from(alone).get(peerUrl),
        from(alone).get(`http://${Gateway}:80`),
        from(alone).get('http://127.0.0.1:80'),
        from(peer).get(`http://${unused}:80`, expectingNoAnswer),
        from(peer).get(peerUrl),
      ]);
      const peerIsAlive = { control: peerItself, answeredBy: peer };
      const aloneIsAlive = { control: aloneItself, answeredBy: alone };

      await expect(toPeer).toBeUnreachable(peerIsAlive);
      await expect(toHost).toBeUnreachable(peerIsAlive);
      await expect(toUnused).toBeBlocked(aloneIsAlive);
    },
  );

  behaviour(
    'none.publishes-nothing',
    'Publishing a port of a container on `none` binds no host port',
    {
      docs,
      relies: ['no-network'],
      controlsRely: ['default-bridge', 'published-ports', 'docker0-address', 'docker0-traffic'],
      why: 'A port that was published by mistake opens a container that was cut off on purpose.',
    },
    async () => {
      const { alone, peer } = world;
      fact('the bindings of the port to publish in inspect', alone.bindings(80)).is([]);
      await expect(from(alone).get('http://127.0.0.1:80')).toBeAnsweredBy(alone);
      await expectNoHostPort(alone, { control: peer });
    },
  );
});
