import { behaviour, describe, expect, from, scenario, upstreamName } from '../../helpers/behaviour/index.ts';

describe('An internal network with a DNS server on it', () => {
  const world = scenario(({ network, nginx }) => {
    const internalnetwork = network({ driver: 'bridge', internal: true });
    const server = nginx({ on: internalnetwork, dnsServer: true });
    return { internalnetwork, server, inside: nginx({ on: internalnetwork, dns: [server] }) };
  });

  behaviour(
    'dns.internal-server',
    'A container on an internal network resolves names by a `--dns` server on that network',
    {
      docs: 'https://docs.docker.com/engine/network/dns/#internal-networks',
      needs: ['perl'],
      relies: ['embedded-dns', 'peers', 'inspect-address'],
      why: 'Networks that are cut off from the outside on purpose cannot have a DNS server of their own.',
    },
    async () => {
      const { inside, server } = world;
      const name = upstreamName('inside');
      const [byDns, bySystem, page] = await Promise.all([
        from(inside).lookup(name),
        from(inside).systemLookup(name),
        from(inside).get(`http://${name}`),
      ]);
      await expect(byDns).toResolveTo(server);
      await expect(bySystem).toResolveTo(server);
      await expect(page).toBeAnsweredBy(server, { at: server.address });
    },
  );
});
