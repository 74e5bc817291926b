import {
  behaviour,
  defaultBridge,
  describe,
  expect,
  fact,
  from,
  nonEmpty,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/#custom-hosts';
const hostnames = 'https://docs.docker.com/engine/network/#ip-address-and-hostname';

const HOSTNAME = 'webhost';
const DOMAIN = 'shop.test';
const ADDED = { name: 'database.shop.test', address: '192.0.2.9' };

/** An address and a name that every container may have, of loopback or of a group of IPv6. */
const LOCAL =
  /^(127\.0\.0\.1 localhost|::1 (localhost|ip6-localhost|ip6-loopback)|(fe00::0?|ff0[02]::[012]?) ip6-[a-z]+)$/;

describe('Containers with a hostname, a host entry and a domain name, and one without', () => {
  const world = scenario(({ network, nginx, attempt }) => {
    const [first, second] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    return {
      first,
      second,
      plain: nginx({ on: first }),
      onDefault: nginx({ on: defaultBridge }),
      named: nginx({ on: first, hostname: HOSTNAME, addHost: { [ADDED.name]: ADDED.address } }),
      // refused where the engine has a user namespace
      inDomain: attempt(nginx({ on: first, hostname: HOSTNAME, domainname: DOMAIN })),
    };
  });

  type Container = typeof world.plain;

  /** The entries of a container's /etc/hosts, each as `ADDRESS NAME…`. */
  const entriesOf = async (container: Container): Promise<string[]> => {
    const lines = await from(container).linesOf('/etc/hosts', '^[^#]');
    return nonEmpty('the entries of /etc/hosts', lines).map((line) => line.trim().split(/\s+/).join(' '));
  };

  /** The entries, without the names of localhost and of the groups of IPv6. */
  const ownEntriesOf = async (container: Container): Promise<string[]> =>
    (await entriesOf(container)).flatMap((entry) => {
      const [address, ...names] = entry.split(' ');
      const own = names.filter((name) => !LOCAL.test(`${address} ${name}`));
      return own.length > 0 ? [[address, ...own].join(' ')] : [];
    });

  const expectOwnEntries = async (container: Container): Promise<void> => {
    const [entries, own, itself] = await Promise.all([
      entriesOf(container),
      ownEntriesOf(container),
      from(container).systemLookup(container.shortId),
    ]);
    const local = entries.filter((entry) => entry.startsWith('127.0.0.1 ')).flatMap((entry) => entry.split(' '));
    fact(`the entry of 127.0.0.1 in ${container.name}`, local).includes('localhost');
    fact(`the other entries in ${container.name}`, own).is([`${container.address} ${container.shortId}`]);
    await expect(itself).toResolveTo(container);
  };

  behaviour(
    'names.hosts-own',
    'The /etc/hosts of a container has localhost and its own hostname, and no other entry',
    {
      docs,
      relies: ['hosts-file', 'inspect-address'],
      why: "Names in the host's /etc/hosts, such as a developer's 127.0.0.1, hide services of the same name.",
    },
    async () => {
      for (const container of [world.plain, world.onDefault]) {
        await expectOwnEntries(container);
        await container.restart();
        await expectOwnEntries(container);
      }
    },
  );

  behaviour(
    'names.hosts-follow-networks',
    '`docker network connect` and `disconnect` add and remove /etc/hosts entries and keep those of `--add-host`',
    {
      docs: 'https://github.com/moby/moby/pull/48857',
      relies: ['hosts-file', 'connect', 'disconnect', 'add-host', 'inspect-address'],
      why: 'A server that announces the address of its own hostname sends clients to a network that it has left.',
    },
    async () => {
      const { named, first, second } = world;
      const addresses = async () => (await ownEntriesOf(named)).map((entry) => entry.replace(/ .*/, '')).toSorted();
      const onFirst = named.addressOn(first);
      await named.connect(second);
      await using _ = restoring(async () => {
        await named.connect(first);
        await named.disconnect(second);
        // with a new hosts file
        await named.restart();
      });
      const onSecond = named.addressOn(second);
      fact('the addresses in /etc/hosts on two networks', await addresses()).is(
        [onFirst, onSecond, ADDED.address].toSorted(),
      );
      await named.disconnect(first);
      const [left, added] = await Promise.all([addresses(), from(named).systemLookup(ADDED.name)]);
      fact('the addresses in /etc/hosts without the first network', left).is([onSecond, ADDED.address].toSorted());
      await expect(added).toResolveTo({ name: ADDED.name, address: ADDED.address });
    },
  );

  behaviour(
    'names.hostname-default',
    'The hostname of a container, for its kernel, files and programs, is its short ID or that of `--hostname`',
    {
      docs: hostnames,
      relies: ['own-hostname', 'hostname'],
      why: 'A cluster member that takes its name from its hostname has a name that no other member resolves.',
    },
    async () => {
      const { plain, named } = world;
      const [ofPlain, ofNamed] = await Promise.all([plain, named].map((container) => kernelsName(container, 'host')));
      fact('the hostname without `--hostname`', ofPlain).is([plain.shortId]);
      fact('the hostname with `--hostname`', ofNamed).is([HOSTNAME]);
      await expectNameEverywhere(plain, plain.shortId);
      await expectNameEverywhere(named, HOSTNAME);
    },
  );

  behaviour(
    'names.domainname',
    '`--domainname` is the domain name of the container, which resolves its HOSTNAME.DOMAIN',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/container/run/',
      relies: ['domain-name', 'hostname', 'inspect-address'],
      why: 'Mail servers and directory servers, which look up their own full name, do not start.',
    },
    async () => {
      const { inDomain } = world;
      if (inDomain.kind !== 'running') return fact('the refusal by the engine', inDomain.message).is('none');
      const { container } = inDomain;
      const [domain, itself] = await Promise.all([
        kernelsName(container, 'domain'),
        from(container).systemLookup(`${HOSTNAME}.${DOMAIN}`),
      ]);
      fact('the domain name of the container', domain).is([DOMAIN]);
      await expect(itself).toResolveTo(container);
    },
  );

  /** Expects a hostname in the file that programs read, and in their environment. */
  const expectNameEverywhere = async (container: Container, hostname: string): Promise<void> => {
    const [file, variable] = await Promise.all([
      from(container).linesOf('/etc/hostname', '.'),
      from(container).linesOf('/proc/self/environ', '^HOSTNAME='),
    ]);
    fact(`the name in /etc/hostname of ${container.name}`, file).is([hostname]);
    fact(`the variable HOSTNAME of ${container.name}`, variable).is([`HOSTNAME=${hostname}`]);
  };

  const kernelsName = (container: Container, kind: 'host' | 'domain'): Promise<string[]> =>
    from(container).linesOf(`/proc/sys/kernel/${kind}name`, '.');
});
