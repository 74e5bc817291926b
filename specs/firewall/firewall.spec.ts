import {
  behaviour,
  closedTo,
  describe,
  expect,
  fact,
  firewallOf,
  from,
  hostNetwork,
  openTo,
  scenario,
  NO_ANSWER_TIMEOUT_MS,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/packet-filtering-firewalls/';
const needs = ['lab'] as const;
const who = 'a host of the LAN';
/** The one name that the resolver of the suite's hosts knows: fixtures/engine/inside.sh. */
const KNOWN_OUTSIDE = { name: 'known.test', address: '192.0.2.53' };

const within = { withinMs: NO_ANSWER_TIMEOUT_MS };

describe('a host that forwarded before its engine came, with a firewall and a resolver of its own', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost }) => {
    const host = engineHost({ forwarding: true, resolver: '127.0.0.53' });
    const bridge = network({ driver: 'bridge', at: host });
    const internal = network({ driver: 'bridge', internal: true, at: host });
    return {
      host,
      bridge,
      published: nginx({ at: host, publish: 80 }),
      onBridge: nginx({ at: host, on: bridge }),
      internal,
      inside: nginx({ at: host, on: internal }),
      process: nginx({ at: host, on: hostNetwork }),
      lanHost: lanHost(),
    };
  });

  const address = () => world.host.lab?.nic.address ?? '';
  const processUrl = () => `http://${address()}:${world.process.port}`;
  const publishedUrl = () => `http://${address()}:${world.published.hostPort()}`;

  const asked = sharedProbes({
    direct: () => from(world.lanHost).get(world.onBridge.url, { ...within, via: address() }),
    byHost: () => from(world.host).get(world.onBridge.url),
    published: () => from(world.lanHost).get(publishedUrl()),
  });

  behaviour(
    'firewall.forwarding-host',
    'a port that is not published is not reached by a route either where the host forwarded before',
    {
      docs,
      why: 'On a router, a VPN gateway or a Kubernetes node, every port of every container is open.',
      needs,
      security: closedTo(who, 'an unpublished port, by a route, where the host forwards'),
    },
    async () => {
      await expect(asked.published).toBeAnsweredBy(world.published);
      await expect(asked.direct).toBeBlocked({ control: asked.byHost, answeredBy: world.onBridge });
    },
  );

  behaviour(
    'firewall.input',
    "rules for what comes in to the host do not stop published ports: the packets are the containers' by then",
    {
      docs,
      why: 'Who closes a published port by ufw believes it closed, and it is open to the world.',
      needs,
      security: openTo(who, "a published port, past the INPUT rules of the host's firewall"),
    },
    async () => {
      const ask = () =>
        Promise.all([from(world.lanHost).get(publishedUrl()), from(world.lanHost).get(processUrl(), within)]);
      const [, before] = await ask();
      const [past, stopped] = await firewallOf(world.host).with('INPUT', '-i eth0 -p tcp -j DROP', ask);
      await expect(stopped).toBeBlocked({ control: before, answeredBy: world.process });
      await expect(past).toBeAnsweredBy(world.published);
    },
  );

  behaviour(
    'firewall.docker-user',
    'rules in the chain DOCKER-USER do stop them',
    {
      docs: 'https://docs.docker.com/engine/network/firewall-iptables/',
      why: 'There is no place left for rules against who may reach published ports.',
      needs: ['lab', 'docker-user-chain'],
      security: closedTo(who, 'a published port that DOCKER-USER drops'),
    },
    async () => {
      const rule = '-i eth0 -p tcp --dport 80 -j DROP';
      const before = await from(world.lanHost).get(publishedUrl());
      const dropped = await firewallOf(world.host).with('DOCKER-USER', rule, () =>
        from(world.lanHost).get(publishedUrl(), within),
      );
      await expect(dropped).toBeBlocked({ control: before, answeredBy: world.published });
    },
  );

  behaviour(
    'firewall.internal-dns',
    "names that the engine does not know are not asked for from an internal network: the host's resolver is outside",
    {
      docs: 'https://github.com/moby/moby/security/advisories/GHSA-mq39-4gv4-mvpx',
      why: 'A locked-in container sends data out, a name at a time.',
      needs,
      security: closedTo('a container of an internal network', "the world's resolvers, by the host's own"),
    },
    async () => {
      const [outside, inside] = await Promise.all([
        from(world.onBridge).lookup(KNOWN_OUTSIDE.name),
        from(world.inside).lookup(KNOWN_OUTSIDE.name),
      ]);
      fact('what is told outside', outside.kind === 'resolved' ? outside.addresses : outside.kind).is([
        KNOWN_OUTSIDE.address,
      ]);
      fact('what is told inside', inside.kind).is('unresolved');
    },
  );
});
