import {
  LARGE_BODY_BYTES,
  NO_ANSWER_TIMEOUT_MS,
  behaviour,
  clientSeen,
  describe,
  engineAt,
  eventually,
  expect,
  fact,
  from,
  linkOf,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/overlay/';

describe('nginx and Grafana on an overlay network across two hosts', () => {
  const world = scenario(({ engineHost, network, nginx, grafana }) => {
    const [first, second] = [engineHost(), engineHost()];
    const overlaynetwork = network({ driver: 'overlay', across: [first, second] });
    const visited = network({ driver: 'overlay', across: [first, second] });
    return {
      first,
      second,
      overlaynetwork,
      nginx: nginx({ at: first, on: overlaynetwork, alias: 'nginx' }),
      grafana: grafana({ at: second, on: overlaynetwork, alias: 'grafana' }),
      published: nginx({ at: second, on: overlaynetwork, alias: 'published', publish: 80 }),

      visited,
      visitor: nginx({ at: second, on: visited }),
    };
  });

  behaviour(
    'overlay.cross-host',
    'An overlay network connects containers on different hosts by network alias',
    {
      docs,
      needs: ['two-engine-hosts'],
      why: 'A service that is spread over a cluster falls apart: its parts run but cannot reach each other.',
    },
    async () => {
      const { first, second, overlaynetwork, nginx, grafana } = world;
      const network = await overlaynetwork.inspect();
      fact('its driver and scope in inspect', [network.Driver, network.Scope]).is(['overlay', 'swarm']);
      const [there, thereName, back, backName] = await Promise.all([
        from(nginx).get('http://grafana:3000'),
        from(nginx).lookup('grafana'),
        from(grafana).get('http://nginx'),
        from(grafana).lookup('nginx'),
      ]);
      await expect(there).toBeAnsweredBy(grafana, { status: 302 });
      await expect(thereName).toResolveTo(grafana);
      await expect(back).toBeAnsweredBy(nginx, { status: 200 });
      await expect(backName).toResolveTo(nginx);

      const vxlan = await engineAt(first).vxlanPort();
      const sockets = await Promise.all([first, second].map((host) => from(host).listening()));
      const waiting = sockets.map((found) => found.some(({ protocol, port }) => protocol === 'udp' && port === vxlan));
      fact(`each host waits for VXLAN at its UDP port ${vxlan}`, waiting).is([true, true]);
    },
  );

  behaviour(
    'overlay.large-body',
    'A body larger than any packet crosses an overlay network complete and unchanged',
    {
      docs,
      needs: ['two-engine-hosts'],
      why: 'Small requests work and large ones hang: the symptom of a wrong MTU, which takes days to find.',
    },
    async () => {
      const { nginx, grafana, published } = world;
      const [sent, received, sentBack, receivedBack] = await Promise.all([
        from(nginx).digest('http://127.0.0.1/large'),
        from(grafana).digest('http://nginx/large'),
        from(published).digest('http://127.0.0.1/large'),
        from(nginx).digest('http://published/large'),
      ]);
      fact('how many bytes it has', [sent.bytes, sentBack.bytes]).is([LARGE_BODY_BYTES, LARGE_BODY_BYTES]);
      fact('what the other host received', [received, receivedBack]).is([sent, sentBack]);
    },
  );

  behaviour(
    'overlay.own-address',
    'A container sees the overlay address of a peer on another host',
    {
      docs,
      needs: ['two-engine-hosts'],
      why: 'Access rules and logs see the address of a gateway or a host instead of that of the client container.',
    },
    async () => {
      const { nginx, grafana, published } = world;
      const [ofNginx, ofGrafana, nginxOwn, grafanaOwn] = await Promise.all([
        from(nginx).get('http://published'),
        from(grafana).get('http://nginx'),
        from(nginx).addresses(),
        from(grafana).addresses(),
      ]);
      await expect(ofNginx).toBeAnsweredBy(published);
      await expect(ofGrafana).toBeAnsweredBy(nginx);
      fact('the addresses that were seen', [ofNginx, ofGrafana].map(clientSeen)).is([nginx.address, grafana.address]);
      fact('nginx has the address in inspect', nginxOwn.includes(nginx.address)).is(true);
      fact('Grafana has the address in inspect', grafanaOwn.includes(grafana.address)).is(true);
    },
  );

  behaviour(
    'overlay.vxlan-carries',
    'Overlay traffic between hosts uses VXLAN on UDP port 4789 and nothing else',
    {
      docs,
      needs: ['two-engine-hosts', 'lab'],
      why: 'Administrators who open the documented port open the wrong one, or traffic that they believe encapsulated crosses the link outside of the tunnel.',
    },
    async () => {
      const { second, nginx, grafana, published } = world;
      const vxlan = 'udp dport 4789';
      // the swarm's own connections use 2377 and 7946
      const kinds = { vxlan, plain: 'tcp sport != { 2377, 7946 } tcp dport != { 2377, 7946 }' };
      const [page, packets] = await linkOf(second).count(kinds, () => from(nginx).get('http://grafana:3000'));
      await expect(page).toBeAnsweredBy(grafana);
      fact(
        `of the packets that came in beside the swarm's own (${packets.vxlan} of VXLAN), those outside of it`,
        packets.plain,
      ).is(0);
      fact('packets of VXLAN came in', packets.vxlan > 0).is(true);

      // without it, the hosts still reach each other, and only the overlay is cut
      const publishedAt = `http://${second.lab?.nic.address}:${published.hostPort()}`;
      const [cut, open] = await linkOf(second).without(vxlan, () =>
        Promise.all([
          from(nginx).get(grafana.url, { withinMs: NO_ANSWER_TIMEOUT_MS }),
          from(world.first).get(publishedAt),
        ]),
      );
      await expect(cut).toBeBlocked({ control: open, answeredBy: published });
      await expect(from(nginx).get(grafana.url)).toBeAnsweredBy(grafana);
    },
  );

  behaviour(
    'overlay.leaves-worker',
    'A worker node lists an overlay network only while a container on it runs there',
    {
      docs,
      needs: ['two-engine-hosts'],
      why: 'Networks that worker nodes never drop pile up, and keep addresses and VXLAN IDs from later networks.',
    },
    async () => {
      const { first, second, visited, visitor } = world;
      const knownAt = async (host: typeof first): Promise<boolean> => {
        const networks = await engineAt(host).networks();
        return networks.some(({ Name }) => Name === visited.engineName);
      };
      fact('the second host knows it, with a container of it', await knownAt(second)).is(true);
      await visitor.remove();
      const still = await eventually(
        () => knownAt(second),
        (known) => !known,
      );
      fact('it still knows it when that is gone', still).is(false);
      fact('the first host, which manages it, still knows it', await knownAt(first)).is(true);
    },
  );
});
