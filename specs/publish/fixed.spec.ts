import {
  behaviour,
  describe,
  expect,
  expectHostPortsOfInspect,
  expectingNoAnswer,
  fact,
  from,
  fromPublishingHost,
  hostNetwork,
  lastingAddresses,
  nonEmpty,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/';

describe('Two ports published at a fixed host port, one of them on 127.0.0.1, and a container on the host network', () => {
  const world = scenario(({ nginx }) => ({
    fixed: nginx({ publish: 80, publishAt: 'drawn' }),
    local: nginx({ publish: 80, publishAt: 'drawn', publishOn: '127.0.0.1' }),
    onHost: nginx({ on: hostNetwork }),
  }));

  const hostPortsOf = (container: typeof world.fixed) => [
    ...new Set(container.bindings(80).map(({ HostPort }) => Number(HostPort))),
  ];

  behaviour(
    'publish.fixed-port',
    '`-p HOST_PORT:PORT` publishes at that host port and at no other',
    {
      docs,
      relies: [
        'default-bridge',
        'published-ports',
        'docker0-address',
        'docker0-traffic',
        'localhost',
        'fixed-host-port',
        'shown-host-ports',
        'no-other-host-port',
      ],
      why: 'The first example of every guide, `docker run -p 8080:80`, is unreachable at port 8080.',
    },
    async () => {
      const { fixed } = world;
      fact('the host ports in inspect', hostPortsOf(fixed)).is([fixed.fixedHostPort]);
      await expect(fromPublishingHost.get(`http://127.0.0.1:${fixed.fixedHostPort}`)).toBeAnsweredBy(fixed);
      await expectHostPortsOfInspect(fixed);
    },
  );

  behaviour(
    'publish.fixed-port-ipv6',
    "`-p HOST_PORT:PORT` publishes at that port of the host's IPv6 addresses, too",
    {
      docs,
      needs: ['ipv6', 'default-host-address'],
      relies: [
        'default-bridge',
        'published-ports-ipv6',
        'docker0-address',
        'docker0-traffic',
        'localhost-ipv6',
        'fixed-host-port',
        'all-ipv6-host-addresses',
      ],
      why: 'A program that resolves `localhost` to ::1 first cannot reach the published port.',
    },
    async () => {
      const { fixed } = world;
      fact('the IPv6 host port in inspect', fixed.hostPort6()).is(fixed.fixedHostPort);
      for (const address of nonEmpty('the IPv6 addresses of the host', await lastingAddresses(6)))
        await expect(fromPublishingHost.get(`http://[${address}]:${fixed.fixedHostPort}`)).toBeAnsweredBy(fixed);
    },
  );

  behaviour(
    'publish.fixed-loopback',
    '`-p 127.0.0.1:HOST_PORT:PORT` publishes at that port of 127.0.0.1 and at no other address or port',
    {
      docs,
      relies: [
        'default-bridge',
        'published-ports',
        'docker0-address',
        'docker0-traffic',
        'localhost',
        'fixed-host-port',
        'one-host-address',
        'ipv4-host-address',
        'shown-host-ports',
        'no-other-host-port',
      ],
      controlsRely: ['all-host-addresses', 'docker0-route'],
      why: 'A database that was published for this machine only is open at another port or address.',
    },
    async () => {
      const { fixed, local } = world;
      const port = local.fixedHostPort;
      fact('the bindings in inspect', local.bindings(80)).is([{ HostIp: '127.0.0.1', HostPort: String(port) }]);
      await expect(fromPublishingHost.get(`http://127.0.0.1:${port}`)).toBeAnsweredBy(local);

      const others = (await lastingAddresses(4)).filter((address) => !address.startsWith('127.'));
      for (const address of nonEmpty('the addresses of the host beside 127.0.0.1', others)) {
        const control = fromPublishingHost.get(`http://${address}:${fixed.fixedHostPort}`);
        const page = fromPublishingHost.get(`http://${address}:${port}`, expectingNoAnswer);
        await expect(page).toBeBlocked({ control, answeredBy: fixed });
      }
      await expectHostPortsOfInspect(local);
    },
  );

  behaviour(
    'publish.localhost-name',
    "`curl localhost:PORT` in the host's network gets a page from a published port",
    {
      docs,
      needs: ['host-network', 'visible-bridges'],
      // at a fixed port: an ephemeral one may have another number for IPv6. Of the addresses, curl takes the one that answers
      relies: [
        'default-bridge',
        'published-ports',
        'docker0-address',
        'docker0-traffic',
        'host-network',
        'fixed-host-port',
      ],
      why: 'The first command that users try after `docker run -p` fails.',
    },
    async () => {
      const { fixed, onHost } = world;
      fact('the host port in inspect', fixed.hostPort()).is(fixed.fixedHostPort);
      await expect(from(onHost).get(`http://localhost:${fixed.fixedHostPort}`)).toBeAnsweredBy(fixed);
    },
  );
});
