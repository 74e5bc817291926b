import {
  behaviour,
  defaultBridge,
  describe,
  expect,
  expectNamesUnknown,
  fact,
  from,
  hostNetwork,
  randomName,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/container/run/#add-host';

/** A name that is unknown to the user's DNS servers. */
const added = randomName('added');

const ADDED_IPV6 = { name: 'added-ipv6', address: '2001:db8::9' };

const addHost = { [added]: '127.0.0.1', [ADDED_IPV6.name]: ADDED_IPV6.address, thehost: 'host-gateway' };

describe('A container with `--add-host`, and a peer', () => {
  const world = scenario(({ network, nginx }) => {
    const bridgenetwork = network({ driver: 'bridge' });
    return {
      bridgenetwork,
      client: nginx({ on: bridgenetwork, addHost }),
      peer: nginx({ on: bridgenetwork }),
      onDefault: nginx({ on: defaultBridge, addHost }),
      onHost: nginx({ on: hostNetwork }),
    };
  });

  behaviour(
    'names.add-host',
    '`--add-host` resolves a name to the given IP address in that container only, also after its restart',
    {
      docs,
      relies: ['add-host', 'embedded-dns'],
      controlsRely: ['peers', 'inspect-address', 'container-name'],
      why: 'Test doubles and hosts without a DNS entry are unreachable by the name that the user gave them.',
    },
    async () => {
      const { client, peer, onDefault } = world;
      const expectAdded = async () => {
        for (const container of [client, onDefault]) {
          const [page, name, entries] = await Promise.all([
            from(container).get(`http://${added}`),
            from(container).systemLookup(added),
            // from the file: getaddrinfo leaves out IPv6 addresses where a container has none itself
            from(container).linesOf('/etc/hosts', `[[:space:]]${ADDED_IPV6.name}$`),
          ]);
          await expect(page).toBeAnsweredBy(container, { at: '127.0.0.1' });
          await expect(name).toResolveTo({ name: 'localhost', address: '127.0.0.1' });
          fact(
            `the addresses of ${ADDED_IPV6.name} in /etc/hosts of ${container.name}`,
            entries.map((entry) => entry.split(/\s+/)[0]),
          ).is([ADDED_IPV6.address]);
        }
      };
      await expectAdded();
      await Promise.all([client.restart(), onDefault.restart()]);
      await expectAdded();
      const alive = { control: from(peer).get(client.url), answeredBy: client };
      await expectNamesUnknown(peer, [added], alive);
    },
  );

  behaviour(
    'names.host-gateway',
    "`--add-host NAME:host-gateway` makes the engine's host reachable by that name",
    {
      docs,
      needs: ['engine-on-this-machine', 'host-accepts-containers', 'default-bridge'],
      relies: ['add-host', 'host-network', 'docker0-address', 'bridge-gateway'],
      why: "Containers cannot reach a program on the host itself, such as a developer's database or debugger.",
    },
    async () => {
      const { client, onDefault, onHost } = world;
      for (const container of [client, onDefault]) {
        const [page, name] = await Promise.all([
          from(container).get(`http://thehost:${onHost.port}`),
          from(container).systemLookup('thehost'),
        ]);
        await expect(page).toBeAnsweredBy(onHost);
        if (page.kind === 'answered')
          await expect(name).toResolveTo({ name: "the engine's host", address: page.address });
      }
    },
  );
});
