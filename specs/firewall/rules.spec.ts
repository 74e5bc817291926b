import {
  UDP_PORT,
  behaviour,
  closedTo,
  describe,
  expect,
  expectingNoAnswer,
  firewallOf,
  from,
  required,
  restartEngine,
  scenario,
} from '../../helpers/behaviour/index.ts';

const who = 'a LAN host';
const controlsRely = ['published-ports', 'from-lan'] as const;

describe('A host with an engine and firewall rules about one of two LAN hosts', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost }) => {
    const host = engineHost();
    const bridge = network({ driver: 'bridge', at: host });
    return {
      host,
      bridge,
      coming: network({ driver: 'bridge', at: host }),
      web: nginx({ at: host, on: bridge, publish: 80, publishUdp: UDP_PORT, restart: 'always' }),
      lanHost: lanHost(),
      other: lanHost(),
    };
  });

  const firewall = () => firewallOf(world.host);
  const address = () => required("address of the engine's host", world.host.lab?.nic.address);
  const url = () => world.web.publishedAt(address());
  const dropFromOne = () => `-i eth0 -s ${world.lanHost.address} -j DROP`;

  /** Expects that one LAN host reaches the published ports, and the other does not. */
  const expectOnlyOther = async () => {
    const { web, lanHost, other } = world;
    const port = web.hostPort(UDP_PORT, 'udp');
    const [dropped, open, droppedDatagram, openDatagram] = await Promise.all([
      from(lanHost).get(url(), expectingNoAnswer),
      from(other).get(url()),
      from(lanHost).datagram(address(), port, expectingNoAnswer),
      from(other).datagram(address(), port),
    ]);
    await expect(dropped).toBeBlocked({ control: open, answeredBy: web });
    await expect(droppedDatagram).toBeBlocked({ control: openDatagram, answeredBy: web });
  };

  behaviour(
    'firewall.docker-user-kept',
    'A rule in DOCKER-USER is still there after the engine restarts',
    {
      docs: 'https://docs.docker.com/engine/network/firewall-iptables/#docker-and-iptables-chains',
      why: 'After an upgrade of the engine, ports that an administrator closed are open to everybody.',
      needs: ['lab', 'docker-user-chain', 'dockerd-options'],
      controlsRely,
      security: closedTo(who, 'a published port that DOCKER-USER drops, after a restart of the engine'),
    },
    () =>
      firewall().withRule('DOCKER-USER', dropFromOne(), async () => {
        await restartEngine(world.host, [world.web]);
        await expectOnlyOther();
      }),
  );

  behaviour(
    'firewall.docker-user-appended',
    'A rule that is appended to DOCKER-USER takes effect',
    {
      docs: 'https://docs.docker.com/engine/release-notes/28/#2822',
      why: 'Tools that append rules, as most do, close nothing, though the rules are listed.',
      needs: ['lab', 'docker-user-chain'],
      relies: ['filter'],
      controlsRely,
      security: closedTo(who, 'a published port that an appended rule in DOCKER-USER drops'),
    },
    () => firewall().withRule('DOCKER-USER', dropFromOne(), expectOnlyOther, 'last'),
  );

  behaviour(
    'firewall.docker-user-one-source',
    'The documented rule for one source restricts published ports to that LAN host',
    {
      docs: 'https://docs.docker.com/engine/network/firewall-iptables/#restrict-external-connections-to-containers',
      why: 'Administrators who follow the documentation lock themselves out, or leave published ports open to everybody.',
      needs: ['lab', 'docker-user-chain'],
      controlsRely,
      security: closedTo(who, 'a published port that DOCKER-USER opens to another source'),
    },
    () => firewall().withRule('DOCKER-USER', `-i eth0 ! -s ${world.other.address} -j DROP`, expectOnlyOther),
  );

  behaviour(
    'firewall.docker-user-networks',
    'A rule in DOCKER-USER takes effect after a network was removed and created',
    {
      docs: 'https://docs.docker.com/engine/network/firewall-iptables/#docker-and-iptables-chains',
      why: 'Ports that an administrator closed are open to everybody once somebody starts a Compose project.',
      needs: ['lab', 'docker-user-chain'],
      controlsRely,
      security: closedTo(who, 'a published port that DOCKER-USER drops, once another network was created'),
    },
    () =>
      firewall().withRule('DOCKER-USER', dropFromOne(), async () => {
        await world.coming.remove();
        await world.coming.createAgain();
        await expectOnlyOther();
      }),
  );

  behaviour(
    'firewall.own-nft-table',
    "A rule in an nftables table of the host's own can block published ports",
    {
      docs: 'https://docs.docker.com/engine/network/firewall-nftables/#example-restricting-external-connections-to-containers',
      why: 'The nftables firewall of the distribution cannot restrict published ports.',
      needs: ['lab'],
      controlsRely,
      security: closedTo(who, "a published port that the host's own nftables rules drop"),
    },
    () => firewall().withNftablesRule(`ip saddr ${world.lanHost.address} drop`, expectOnlyOther),
  );
});
