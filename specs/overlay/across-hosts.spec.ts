import {
  behaviour,
  clientAddress,
  describe,
  engineAt,
  expect,
  expectNamesResolve,
  expectingNoAnswer,
  fact,
  from,
  linkOf,
  scenario,
  untilNamesResolve,
  LARGE_BODY_BYTES,
  required,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/overlay/';
const needs = ['two-engine-hosts'] as const;

describe('nginx and Grafana on an overlay network across two hosts', () => {
  const world = scenario(({ engineHost, network, nginx, grafana }) => {
    const [first, second] = [engineHost(), engineHost()];
    const overlaynetwork = network({ driver: 'overlay', across: [first, second] });
    return {
      first,
      second,
      overlaynetwork,
      nginx: nginx({ at: first, on: overlaynetwork, alias: 'nginx' }),
      grafana: grafana({ at: second, on: overlaynetwork, alias: 'grafana' }),
      published: nginx({ at: second, on: overlaynetwork, alias: 'published', publish: 80 }),
    };
  });

  const untilKnown = () =>
    untilNamesResolve([world.nginx, 'grafana'], [world.nginx, 'published'], [world.grafana, 'nginx']);

  behaviour(
    'overlay.cross-host',
    'An overlay network connects containers on different hosts by network alias',
    {
      docs,
      needs,
      relies: ['alias', 'embedded-dns', 'vxlan', 'gossip'],
      why: 'The containers of a service run on several hosts but cannot reach each other.',
    },
    async () => {
      const { first, second, overlaynetwork, nginx, grafana } = world;
      await untilKnown();
      const network = await overlaynetwork.inspect();
      fact('the driver and scope of the network in inspect', [network.Driver, network.Scope]).is(['overlay', 'swarm']);
      await Promise.all([
        expectNamesResolve(nginx, ['grafana'], grafana),
        expectNamesResolve(grafana, ['nginx'], nginx),
      ]);

      const vxlan = await engineAt(first).vxlanPort();
      for (const host of [first, second]) {
        const sockets = (await from(host).listening()).map(({ protocol, port }) => `${protocol} ${port}`);
        fact(`the listening sockets of ${host.name}`, [...new Set(sockets)]).includes(`udp ${vxlan}`);
      }
    },
  );

  behaviour(
    'overlay.large-body',
    'A large HTTP body crosses an overlay network complete and unchanged',
    {
      docs,
      needs,
      relies: ['alias', 'embedded-dns', 'vxlan', 'gossip'],
      why: 'Small requests work and large ones hang: the symptom of a wrong MTU.',
    },
    async () => {
      const { nginx, grafana, published } = world;
      await untilKnown();
      const [sent, received, sentBack, receivedBack] = await Promise.all([
        from(nginx).digest('http://127.0.0.1/large'),
        from(grafana).digest('http://nginx/large'),
        from(published).digest('http://127.0.0.1/large'),
        from(nginx).digest('http://published/large'),
      ]);
      for (const { bytes } of [sent, sentBack]) fact('the size of the sent body in bytes', bytes).is(LARGE_BODY_BYTES);
      fact('the size and digest of the received bodies', [received, receivedBack]).is([sent, sentBack]);
    },
  );

  behaviour(
    'overlay.own-address',
    'A container sees the overlay address of a peer on another host',
    {
      docs,
      needs,
      relies: ['alias', 'embedded-dns', 'vxlan', 'gossip', 'peer-address'],
      why: 'Access rules and logs see a gateway or a host instead of the client container.',
    },
    async () => {
      const { nginx, grafana, published } = world;
      await untilKnown();
      const [ofNginx, ofGrafana, nginxOwn, grafanaOwn] = await Promise.all([
        from(nginx).get('http://published'),
        from(grafana).get('http://nginx'),
        from(nginx).addresses(),
        from(grafana).addresses(),
      ]);
      await expect(ofNginx).toBeAnsweredBy(published);
      await expect(ofGrafana).toBeAnsweredBy(nginx);
      fact('the client address that the peer of nginx sees', clientAddress(ofNginx)).is(nginx.address);
      fact('the client address that the peer of Grafana sees', clientAddress(ofGrafana)).is(grafana.address);
      fact('the addresses of nginx', nginxOwn).includes(nginx.address);
      fact('the addresses of Grafana', grafanaOwn).includes(grafana.address);
    },
  );

  behaviour(
    'overlay.vxlan-carries',
    'Overlay traffic between hosts uses VXLAN on UDP port 4789 and nothing else',
    {
      docs,
      needs: [...needs, 'lab'],
      relies: ['alias', 'embedded-dns', 'vxlan', 'gossip'],
      controlsRely: ['published-ports', 'from-lan'],
      why: 'Administrators who open the documented port open the wrong one, or container traffic crosses the link outside of the tunnel.',
    },
    async () => {
      const { first, second, nginx, grafana, published } = world;
      await untilKnown();
      const vxlan = 'udp dport 4789';
      // 2377 and 7946 are the swarm's own connections
      const kinds = { vxlan, plain: 'tcp sport != { 2377, 7946 } tcp dport != { 2377, 7946 }' };
      const [page, packets] = await linkOf(second).countIncoming(kinds, () => from(nginx).get('http://grafana:3000'));
      await expect(page).toBeAnsweredBy(grafana);
      fact("the packets that arrive outside of VXLAN and of the swarm's own connections", packets.plain).is(0);
      fact('the VXLAN packets that arrive', packets.vxlan).satisfies('more than none', (count) => count > 0);

      // without VXLAN the hosts still reach each other
      const publishedAt = published.publishedAt(required('address of the second host', second.lab?.nic.address));
      const [cut, open] = await linkOf(second).dropIncoming(vxlan, () =>
        Promise.all([from(nginx).get(grafana.url, expectingNoAnswer), from(first).get(publishedAt)]),
      );
      await expect(cut).toBeBlocked({ control: open, answeredBy: published });
      await expect(from(nginx).get(grafana.url)).toBeAnsweredBy(grafana);
    },
  );
});
