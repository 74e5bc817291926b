import {
  behaviour,
  closedTo,
  describe,
  expect,
  expectNamesResolve,
  expectNoHostPort,
  expectingNoAnswer,
  fact,
  fromPublishingHost,
  scenario,
} from '../../helpers/behaviour/index.ts';

describe('Networks that are changed in the Compose file of a running project', () => {
  const world = scenario(({ compose }) => ({
    moving: compose({
      services: { web: { networks: ['moved'], ports: ['80'] }, peer: { networks: ['moved'] } },
      networks: { moved: { ipam: { config: [{ subnet: '${NET}.0/24' }] } } },
    }),
    closing: compose({
      services: { web: { networks: ['closed'], ports: ['80'] } },
      networks: { closed: {} },
    }),
  }));

  behaviour(
    'compose.network-changed',
    'A changed subnet in the Compose file takes effect with the next docker compose up',
    {
      docs: 'https://github.com/docker/compose/pull/12267',
      needs: ['docker-compose'],
      relies: ['compose-changed-subnet', 'compose-service-name'],
      why: 'The file has one subnet, the network another one, and no message points to that.',
    },
    async () => {
      const { moving } = world;
      await moving.up({ networks: { moved: { ipam: { config: [{ subnet: '${NET_2}.0/24' }] } } } });
      const net = moving.valueOf('NET_2');
      const [web, peer] = [moving.service('web'), moving.service('peer')];
      for (const { name, address } of [web, peer]) fact(`the subnet of ${name}`, address.replace(/\.\d+$/, '')).is(net);
      await expectNamesResolve(peer, ['web'], web);
    },
  );

  behaviour(
    'compose.internal-added',
    'A network made internal in the Compose file is closed by the next docker compose up',
    {
      docs: 'https://github.com/docker/compose/issues/4600',
      needs: ['docker-compose', 'engine-firewall'],
      relies: ['compose-internal', 'compose-ports'],
      why: 'The Compose file says that the network is closed, and its services are still open to everybody.',
      security: closedTo('another host', 'a port of a service whose network was made internal'),
    },
    async () => {
      const { closing, moving } = world;
      const open = moving.service('web');
      const before = closing.service('web');
      await expect(fromPublishingHost.get(before.publishedAt('127.0.0.1'))).toBeAnsweredBy(before);
      await closing.up({ networks: { closed: { internal: true } } });
      fact('whether the network is internal', (await closing.network('closed').inspect()).Internal).is(true);
      const web = closing.service('web');
      const bound = web.bindings(80).find(({ HostIp }) => !HostIp.includes(':'));
      if (bound === undefined) return expectNoHostPort(web, { control: open });
      const control = fromPublishingHost.get(open.publishedAt('127.0.0.1'));
      const page = fromPublishingHost.get(`http://127.0.0.1:${bound.HostPort}`, expectingNoAnswer);
      await expect(page).toBeBlocked({ control, answeredBy: open });
    },
  );
});
