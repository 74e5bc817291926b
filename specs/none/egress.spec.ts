import {
  behaviour,
  closedTo,
  describe,
  expect,
  expectingNoAnswer,
  from,
  noNetwork,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/none/';

describe('A container on the network none, a peer and a LAN host', () => {
  const world = scenario(({ nginx, lanHost }) => ({
    alone: nginx({ on: noNetwork }),
    peer: nginx(),
    lanHost: lanHost(),
  }));

  behaviour(
    'none.no-egress',
    'A container on `none` has no route to LAN hosts',
    {
      docs,
      why: 'Untrusted code that was started without a network phones home.',
      needs: ['root-on-engine-host', 'engine-firewall', 'ip-forwarding'],
      relies: ['no-network'],
      controlsRely: ['default-bridge', 'docker0-address', 'docker0-traffic', 'docker0-route', 'docker0-egress'],
      security: closedTo('a container on none', 'a LAN host'),
    },
    async () => {
      const { alone, peer, lanHost } = world;
      const toLanHost = from(alone).get(lanHost.url, expectingNoAnswer);
      await expect(toLanHost).toBeUnreachable({ control: from(peer).get(lanHost.url), answeredBy: lanHost });
      await expect(from(alone).get('http://127.0.0.1')).toBeAnsweredBy(alone);
    },
  );
});
