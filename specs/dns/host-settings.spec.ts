import { behaviour, describe, fact, from, scenario } from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/#dns-services';
const needs = ['lab'] as const;

const SEARCH = 'search corp.test';

describe('An engine on a host whose resolv.conf has a search domain and no nameserver', () => {
  const world = scenario(({ engineHost, network, nginx }) => {
    const host = engineHost({ dnsServer: 'none', etc: { 'resolv.conf': `${SEARCH}\n` } });
    const bridge = network({ driver: 'bridge', at: host });
    return { host, bridge, unnamed: nginx({ at: host }), onBridge: nginx({ at: host, on: bridge }) };
  });

  behaviour(
    'dns.default-bridge-fallback',
    'On the default bridge, containers use 8.8.8.8 and 8.8.4.4 if their host has no DNS server',
    {
      docs,
      needs,
      why: 'Containers on a machine without a DNS server of its own resolve nothing, though it has a way out.',
    },
    async () => {
      const nameservers = await from(world.unnamed).linesOf('/etc/resolv.conf', '^nameserver');
      fact('the nameservers in resolv.conf', nameservers).is(['nameserver 8.8.8.8', 'nameserver 8.8.4.4']);
    },
  );

  behaviour(
    'dns.search-inherited',
    "Containers have the search domains of their host's resolv.conf, on the default and on other bridges",
    {
      docs: 'https://docs.docker.com/engine/network/dns/#search-domains-and-ndots',
      needs,
      why: "Short names of the company's hosts resolve on the machine, and not in its containers.",
    },
    async () => {
      const { unnamed, onBridge } = world;
      const domains = await Promise.all(
        [unnamed, onBridge].map((container) => from(container).linesOf('/etc/resolv.conf', '^search')),
      );
      fact('the search domains on the default bridge and on another one', domains).is([[SEARCH], [SEARCH]]);
    },
  );
});
