import {
  behaviour,
  describe,
  eventually,
  expect,
  fact,
  from,
  fromPublishingHost,
  lastingAddresses,
  nonEmpty,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/#container-networks';

const localhost = '127.0.0.1';

describe('A container that shares the network stack of another one, and containers with options of their own', () => {
  const world = scenario(({ network, nginx, networkOf, attempt }) => {
    const bridge = network({ driver: 'bridge' });
    const owner = nginx({
      on: bridge,
      hostname: 'owner-host',
      addHost: { added: '192.0.2.9' },
      dnsSearch: 'owner.test',
      publishForSharing: true,
    });
    const on = networkOf(owner);
    const sharing = nginx({ on });
    // where the engine does not refuse them, they start after the sharing container, and find its port in use
    const after = sharing;
    return {
      bridge,
      owner,
      sharing,
      publishing: attempt(nginx({ on, after, publish: 80 })),
      publishingAll: attempt(nginx({ on, after, publishAll: true })),
      exposing: attempt(nginx({ on, after, expose: 8088 })),
      hostname: attempt(nginx({ on, after, hostname: 'own-host' })),
      addHost: attempt(nginx({ on, after, addHost: { own: '192.0.2.8' } })),
      dns: attempt(nginx({ on, after, dns: ['192.0.2.53'] })),
    };
  });

  type Attempted = typeof world.publishing;

  /** What an engine did with containers, `refused with 400`, by their options. */
  const outcomes = (attempts: Readonly<Record<string, Attempted>>) =>
    Object.entries(attempts).map(([option, attempted]) => {
      const outcome = attempted.kind === 'refused' ? `refused with ${attempted.status}` : attempted.kind;
      return `${option}: ${outcome}`;
    });

  behaviour(
    'shared.published',
    'A port that a container publishes reaches the server of a container that shares its network stack',
    {
      docs,
      needs: ['default-host-address'],
      relies: ['shared-network', 'published-ports', 'bridge-gateway', 'localhost', 'all-host-addresses'],
      why: 'The application behind a VPN or proxy container, which publishes its ports, is unreachable.',
    },
    async () => {
      const { owner, sharing } = world;
      const port = owner.hostPort(sharing.port);
      // at 127.0.0.1 a proxy may answer, and at the others a NAT rule
      for (const address of nonEmpty('the addresses of the host', await lastingAddresses(4)))
        await expect(fromPublishingHost.get(`http://${address}:${port}`)).toBeAnsweredBy(sharing);
    },
  );

  behaviour(
    'shared.files',
    'A container that shares a network stack has the hostname, hosts file and resolv.conf of the other one',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/container/run/#network',
      relies: ['shared-network', 'hostname', 'add-host', 'dns-search'],
      why: 'Names that resolve in an application do not resolve in its sidecar, or to something else.',
    },
    async () => {
      const { owner, sharing } = world;
      const read = (container: typeof owner) =>
        Promise.all([
          from(container).linesOf('/proc/sys/kernel/hostname', '.'),
          from(container).linesOf('/etc/hosts', '^[^#]'),
          from(container).linesOf('/etc/resolv.conf', '^[^#]'),
        ]);
      // Podman empties the hosts file for a moment when it forgets a container that shared it
      const [[hostname, hosts, resolver], own] = await eventually(
        () => Promise.all([read(owner), read(sharing)]),
        ([[, ofOwner], [, ofSharing]]) => ofOwner.length > 0 && ofSharing.length > 0,
      );
      fact('the hostname of the owner', hostname).is(['owner-host']);
      const added = nonEmpty('the entries of the owner', hosts).filter((line) => /^192\.0\.2\.9\s+added$/.test(line));
      fact('the entries of --add-host in the owner', added.length).is(1);
      fact('the search domain of the owner', resolver).includes('search owner.test');
      const [itsHostname, itsHosts, itsResolver] = own;
      fact('the hostname of the sharing container', itsHostname).is(hostname);
      fact('the entries of /etc/hosts of the sharing container', itsHosts).is(hosts);
      fact('the lines of resolv.conf of the sharing container', itsResolver).is(resolver);
    },
  );

  behaviour(
    'shared.ports-refused',
    'A container that shares a network stack is refused published and exposed ports of its own',
    {
      docs,
      relies: ['shared-network', 'shared-ports-refused'],
      why: 'A user publishes a port of a sidecar, nothing listens at it, and no error says why.',
    },
    async () => {
      const { publishing, publishingAll, exposing, sharing, owner } = world;
      fact('the creations', outcomes({ publish: publishing, 'publish-all': publishingAll, expose: exposing })).is([
        'publish: refused with 400',
        'publish-all: refused with 400',
        'expose: refused with 400',
      ]);
      await expect(from(owner).get(`http://${localhost}:${sharing.port}`)).toBeAnsweredBy(sharing);
    },
  );

  behaviour(
    'shared.names-refused',
    'A container that shares a network stack is refused a hostname, host entries and DNS servers of its own',
    {
      docs,
      relies: ['shared-network', 'shared-names-refused', 'hostname', 'add-host'],
      why: 'A setting of a sidecar silently changes the names of its application, or has no effect.',
    },
    async () => {
      const { hostname, addHost, dns, sharing, owner } = world;
      fact('the creations', outcomes({ hostname, 'add-host': addHost, dns })).is([
        'hostname: refused with 400',
        'add-host: refused with 400',
        'dns: refused with 400',
      ]);
      await expect(from(owner).get(`http://${localhost}:${sharing.port}`)).toBeAnsweredBy(sharing);
    },
  );
});
