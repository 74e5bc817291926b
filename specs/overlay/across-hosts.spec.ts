import {
  behaviour,
  clientAddress,
  countIncomingAt,
  describe,
  engineAt,
  expect,
  expectNamesResolve,
  expectingNoAnswer,
  fact,
  from,
  linkOf,
  nonEmpty,
  overlayPackets,
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
      const { first, second, nginx, grafana } = world;
      await untilKnown();
      const { Driver, Scope } = await world.overlaynetwork.inspect();
      fact('the driver and scope of the network in inspect', [Driver, Scope]).is(['overlay', 'swarm']);
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
    'overlay.every-way',
    'Containers on an overlay network reach each other across hosts over TCP, UDP and ICMP',
    {
      docs,
      needs,
      relies: ['vxlan', 'gossip', 'overlay-peers'],
      why: 'Web pages load, but DNS servers, metrics or health checks between hosts fail.',
    },
    async () => {
      const { nginx, published } = world;
      await untilKnown();
      const [there, back] = await Promise.all([from(nginx).reach(published), from(published).reach(nginx)]);
      await expect(there).toBeOpen();
      await expect(back).toBeOpen();
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
      const [ofNginx, ofGrafana] = [await from(nginx).get('http://published'), await from(grafana).get('http://nginx')];
      await expect(ofNginx).toBeAnsweredBy(published);
      await expect(ofGrafana).toBeAnsweredBy(nginx);
      const seen = [ofNginx, ofGrafana].map(clientAddress);
      fact('the client addresses that peers see of both', seen).is([nginx.address, grafana.address]);
      for (const client of [nginx, grafana])
        fact(`the addresses of ${client.name}`, await from(client).addresses()).includes(client.address);
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
      const requests = () =>
        Promise.all([
          from(nginx).get('http://grafana:3000'),
          from(nginx).datagram(published.address, required('UDP port of nginx', published.udpPort)),
        ]);
      const [[page, datagram], counted] = await countIncomingAt([first, second], overlayPackets, requests);
      await expect(page).toBeAnsweredBy(grafana);
      await expect(datagram).toBeAnsweredBy(published);
      for (const { host, packets } of nonEmpty('the hosts', counted)) {
        const { vxlan, ...outside } = packets;
        fact(
          `the packets that arrive at the ${host} host outside of VXLAN and of the swarm's own connections`,
          outside,
        ).is({
          tcp: 0,
          udp: 0,
          others: 0,
        });
        fact(`the VXLAN packets that arrive at the ${host} host`, vxlan).satisfies(
          'more than none',
          (count) => count > 0,
        );
      }
      // without VXLAN the hosts still reach each other
      const publishedAt = published.publishedAt(required('address of the second host', second.lab?.nic.address));
      const [cut, open] = await linkOf(second).dropIncoming(overlayPackets.vxlan, () =>
        Promise.all([from(nginx).get(grafana.url, expectingNoAnswer), from(first).get(publishedAt)]),
      );
      await expect(cut).toBeBlocked({ control: open, answeredBy: published });
      await expect(from(nginx).get(grafana.url)).toBeAnsweredBy(grafana);
    },
  );
});
