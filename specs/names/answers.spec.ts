import {
  behaviour,
  describe,
  expect,
  expectNamesUnknownToCurl,
  fact,
  from,
  namesIn,
  nonEmpty,
  randomName,
  reverseName,
  scenario,
} from '../../helpers/behaviour/index.ts';

describe('The answers of the embedded DNS server', () => {
  const world = scenario(({ network, nginx }) => {
    const bridgenetwork = network({ driver: 'bridge' });
    return {
      bridgenetwork,
      client: nginx({ on: bridgenetwork }),
      // addresses of documentation, to which nothing is sent
      forwarding: nginx({ on: bridgenetwork, dns: ['192.0.2.53', '2001:db8::53'] }),
      web: nginx({ on: bridgenetwork, alias: 'web' }),
    };
  });

  /** The control that the client reaches web. */
  const webAnswers = async () => ({ control: await from(world.client).get(world.web.url), answeredBy: world.web });

  behaviour(
    'names.resolver-address',
    'The only nameserver of a container on a user-defined network is 127.0.0.11',
    {
      docs: 'https://docs.docker.com/engine/network/dns/#when-the-embedded-dns-server-is-used',
      relies: ['embedded-dns', 'alias', 'inspect-address'],
      why: 'Programs that are configured with 127.0.0.11, as proxies that resolve at run time are, resolve nothing.',
    },
    async () => {
      const { client, forwarding, web } = world;
      const [nameservers, withOption, name] = await Promise.all([
        from(client).linesOf('/etc/resolv.conf', '^nameserver'),
        from(forwarding).linesOf('/etc/resolv.conf', '^nameserver'),
        from(client).lookup('web'),
      ]);
      fact('the nameservers in resolv.conf', nameservers).is(['nameserver 127.0.0.11']);
      fact('the nameservers in resolv.conf with `--dns`', withOption).is(['nameserver 127.0.0.11']);
      await expect(name).toResolveTo(web);
      fact('the DNS server that was queried', name.kind === 'resolved' && name.resolver).is('127.0.0.11');
    },
  );

  behaviour(
    'names.resolver-tcp',
    'The embedded DNS server answers queries over TCP as it does over UDP',
    {
      docs: 'https://docs.docker.com/engine/network/dns/#when-the-embedded-dns-server-is-used',
      relies: ['alias', 'embedded-dns', 'embedded-dns-tcp', 'inspect-address'],
      why: 'Programs that query DNS servers over TCP only, or again over TCP, do not resolve container names.',
    },
    async () => {
      const { client, web } = world;
      const [address, address6, overUdp, name, nameOverUdp, mail, mailOverUdp] = await Promise.all([
        from(client).lookup('web', 'A', { over: 'TCP' }),
        from(client).lookup('web', 'AAAA', { over: 'TCP' }),
        from(client).lookup('web', 'A'),
        from(client).lookup(reverseName(web.address), 'PTR', { over: 'TCP' }),
        from(client).reverse(web.address),
        from(client).lookup('web', 'MX', { over: 'TCP' }),
        from(client).lookup('web', 'MX'),
      ]);
      await expect(overUdp).toResolveTo(web);
      await expect(address).toResolveTo(web);
      await expect(address6).toHaveNoData();
      fact("the names of web's IP address over TCP", namesIn(name)).is(namesIn(nameOverUdp));
      fact("web's MX records over TCP", namesIn(mail)).is(namesIn(mailOverUdp));
    },
  );

  behaviour(
    'names.edns',
    'A query with EDNS for the name of a container is answered with its address',
    {
      docs: 'https://www.rfc-editor.org/rfc/rfc6891#section-7',
      relies: ['alias', 'embedded-dns', 'edns', 'inspect-address'],
      why: 'Programs in Go, systemd-resolved and `dig`, which all send EDNS, resolve no container.',
    },
    async () => {
      const { client, web } = world;
      const [address, address6] = await Promise.all([
        from(client).lookup('web', 'A', { edns: true }),
        from(client).lookup('web', 'AAAA', { edns: true }),
      ]);
      await expect(address).toResolveTo(web);
      await expect(address6).toHaveNoData();
    },
  );

  behaviour(
    'names.recursion-available',
    'The embedded DNS server offers recursion (the flag RA) in its answers for the name of a container',
    {
      docs: 'https://www.rfc-editor.org/rfc/rfc1035#section-4.1.1',
      relies: ['alias', 'embedded-dns', 'inspect-address'],
      why: '`nslookup` and `host` take the answer for that of a wrong server, query the next one, and time out.',
    },
    async () => {
      const { client, web } = world;
      const [address, address6] = await Promise.all([
        from(client).lookup('web', 'A'),
        from(client).lookup('web', 'AAAA'),
      ]);
      await expect(address).toResolveTo(web);
      await expect(address6).toHaveNoData();
      const offered = [address, address6].map(({ offersRecursion = false }) => offersRecursion);
      fact('whether the answers for A and AAAA offer recursion', offered).is([true, true]);
    },
  );

  behaviour(
    'names.cached-briefly',
    'An answer of the embedded DNS server for the name of a container may be cached for at most ten minutes',
    {
      docs: 'https://github.com/containers/aardvark-dns/pull/312',
      relies: ['alias', 'embedded-dns', 'inspect-address'],
      why: 'Proxies that cache as long as DNS says, as nginx does, send requests to an address that the container has left.',
    },
    async () => {
      const { client, web } = world;
      const [address, name] = await Promise.all([from(client).lookup('web'), from(client).reverse(web.address)]);
      await expect(address).toResolveTo(web);
      for (const [what, found] of nonEmpty('the answers', Object.entries({ address, name })))
        fact(`the time to live of the ${what} in seconds`, found.ttl).satisfies(
          'at most 600',
          (seconds) => seconds !== undefined && seconds <= 600,
        );
    },
  );

  behaviour(
    'names.nxdomain',
    'A query for an unknown name is answered with NXDOMAIN',
    {
      docs: 'https://www.rfc-editor.org/rfc/rfc2308#section-2.1',
      needs: ['upstream-nxdomain'],
      relies: ['embedded-dns', 'bridge-gateway'],
      controlsRely: ['peers', 'inspect-address', 'container-name'],
      why: 'Clients wait for a name that does not exist, or retry forever.',
    },
    async () => {
      const unknown = randomName();
      const [name, control] = await Promise.all([from(world.client).lookup(unknown), webAnswers()]);
      await expect(name).toBeUnresolved(control, 'NXDOMAIN');
      await expectNamesUnknownToCurl(world.client, [unknown], control);
    },
  );

  behaviour(
    'names.nodata',
    'AAAA queries for a container without an IPv6 address get NODATA, not NXDOMAIN',
    {
      docs: 'https://www.rfc-editor.org/rfc/rfc4074#section-4.2',
      relies: ['alias', 'container-name', 'embedded-dns'],
      controlsRely: ['peers', 'inspect-address'],
      why: 'Clients that query both IP families, as musl does, treat the whole name as unknown if one answer is NXDOMAIN.',
    },
    async () => {
      const [name, alias, control] = await Promise.all([
        from(world.client).lookup(world.web.engineName, 'AAAA'),
        from(world.client).lookup('web', 'AAAA'),
        webAnswers(),
      ]);
      await expect(name).toBeUnresolved(control, 'NODATA');
      await expect(alias).toBeUnresolved(control, 'NODATA');
    },
  );

  behaviour(
    'names.reverse',
    "A reverse lookup of a container's IP address returns the container's name as NAME.NETWORK",
    {
      docs: 'https://github.com/moby/moby/issues/20847',
      relies: ['container-name', 'embedded-dns', 'inspect-address'],
      why: 'Logs and access rules based on client names show bare addresses, or the name of another container.',
    },
    async () => {
      const { client, web, bridgenetwork } = world;
      const found = await Promise.all([web, client].map(({ address }) => from(client).reverse(address)));
      const [ofWeb, ofItself] = found.map(namesIn);
      fact("the names of web's IP address", ofWeb).is(`${web.engineName}.${bridgenetwork.engineName}`);
      fact("the names of the client's own IP address", ofItself).is(`${client.engineName}.${bridgenetwork.engineName}`);
    },
  );
});
