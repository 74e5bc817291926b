import {
  UDP_PORT,
  arrivedAt,
  behaviour,
  closedTo,
  describe,
  eventually,
  expect,
  expectingNoAnswer,
  fact,
  firewallOf,
  from,
  openTo,
  required,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/packet-filtering-firewalls/#integration-with-firewalld';
const needs = ['lab', 'firewalld'] as const;
const who = 'a LAN host';
const loopback = '127.0.0.1';

describe('An engine on a host with firewalld, which reloads its rules', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost }) => {
    const host = engineHost();
    const bridge = network({ driver: 'bridge', at: host });
    const internal = network({ driver: 'bridge', internal: true, at: host });
    return {
      host,
      bridge,
      internal,
      web: nginx({ at: host, on: bridge, publish: 80, publishUdp: UDP_PORT }),
      client: nginx({ at: host, on: bridge }),
      onLoopback: nginx({ at: host, on: bridge, publish: 80, publishOn: loopback }),
      outsider: nginx({ at: host, publish: 80 }),
      inside: nginx({ at: host, on: internal }),
      lanHost: lanHost(),
    };
  });

  const address = () => required("address of the engine's host", world.host.lab?.nic.address);
  const page = (container: typeof world.web) =>
    from(world.lanHost).get(container.publishedAt(address()), expectingNoAnswer);

  /** Reloads firewalld, and expects that what is open is so again: the engine adds its rules once it hears of the reload. */
  const reload = async () => {
    const { web, outsider, client, lanHost, host } = world;
    await firewallOf(host).reloadFirewalld();
    const [onBridge, datagram, onDefault, out, outOfDefault, peer] = await eventually(
      () =>
        Promise.all([
          page(web),
          from(lanHost).datagram(address(), web.hostPort(UDP_PORT, 'udp'), expectingNoAnswer),
          page(outsider),
          from(client).get(lanHost.url, expectingNoAnswer),
          from(outsider).get(lanHost.url, expectingNoAnswer),
          from(client).get(web.url, expectingNoAnswer),
        ]),
      (answers) => answers.every(({ kind }) => kind === 'answered' || kind === 'echoed'),
    );
    await expect(onBridge).toBeAnsweredBy(web);
    await expect(datagram).toBeAnsweredBy(web);
    await expect(onDefault).toBeAnsweredBy(outsider);
    await expect(out).toBeAnsweredBy(lanHost);
    await expect(outOfDefault).toBeAnsweredBy(lanHost);
    await expect(peer).toBeAnsweredBy(web);
  };

  behaviour(
    'firewall.reload-keeps',
    'After a reload of firewalld that removes all rules, published ports and outgoing connections work again',
    {
      docs,
      why: 'A change of the firewall closes every published port until the containers are restarted.',
      needs,
      relies: ['firewalld-reload'],
      security: openTo(who, 'a published port after a reload of firewalld'),
    },
    reload,
  );

  behaviour(
    'firewall.reload-isolation',
    'After a reload of firewalld that removes all rules, bridges and internal networks are isolated again',
    {
      docs: 'https://github.com/moby/moby/security/advisories/GHSA-4vq8-7jfc-9cvp',
      why: 'A change of the firewall opens every port of every container to all other containers.',
      needs,
      relies: ['firewalld-reload'],
      security: closedTo('a container on another bridge', 'a container after a reload of firewalld'),
    },
    async () => {
      const { web, client, outsider, inside, host } = world;
      await reload();
      const [across, back, intoInternal, control, itself] = await Promise.all([
        from(outsider).reach(web, expectingNoAnswer),
        from(client).reach(outsider, expectingNoAnswer),
        from(outsider).reach(inside, expectingNoAnswer),
        from(client).reach(web),
        from(host).reach(outsider),
      ]);
      await expect(across).toBeClosed({ control });
      await expect(back).toBeClosed({ control: itself });
      // an answer would need a way back, which the container lacks
      fact('the ways by which packets arrive on the internal network', await arrivedAt(inside)).is([]);
      await expect(intoInternal).toBeClosed({ control: from(host).reach(inside) });
    },
  );

  behaviour(
    'firewall.reload-loopback',
    'After a reload of firewalld that removes all rules, ports on 127.0.0.1 are blocked for LAN hosts again',
    {
      docs: 'https://github.com/moby/moby/security/advisories/GHSA-x4rx-4gw3-53p4',
      why: 'A change of the firewall opens what is published for this machine only to every host on the link.',
      needs,
      relies: ['firewalld-reload'],
      security: closedTo(who, 'a port published on 127.0.0.1 after a reload of firewalld'),
    },
    async () => {
      const { onLoopback, lanHost, host } = world;
      await reload();
      const atLoopback = onLoopback.publishedAt(loopback);
      const [direct, crafted, control, onHost] = await Promise.all([
        from(lanHost).reachDirectly(onLoopback, { through: host }),
        from(lanHost).getDirectly(atLoopback, host),
        from(host).reach(onLoopback),
        from(host).get(atLoopback),
      ]);
      await expect(direct).toBeClosed({ control });
      await expect(crafted).toBeBlocked({ control: onHost, answeredBy: onLoopback });
    },
  );
});
