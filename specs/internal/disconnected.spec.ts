import {
  behaviour,
  closedTo,
  describe,
  expect,
  expectNoHostPort,
  expectingNoAnswer,
  fact,
  from,
  hostAddress,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

describe('A published container on an internal network and an ordinary one, which it leaves', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const [internal, ordinary] = [network({ driver: 'bridge', internal: true }), network({ driver: 'bridge' })];
    return {
      internal,
      ordinary,
      leaving: nginx({ on: ordinary, publish: 80, publishAt: 'drawn', alsoOn: [{ on: internal }] }),
      peer: nginx({ on: internal }),
      outside: nginx({ on: ordinary, publish: 80 }),
      lanHost: lanHost(),
    };
  });

  behaviour(
    'internal.stays-unpublished',
    'A container that leaves its ordinary network and stays on an internal one publishes no port any more',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/create/#internal',
      why: 'A container that was cut off after a break-in still answers the whole LAN.',
      needs: ['lan-host', 'ip-forwarding'],
      relies: ['published-ports', 'fixed-host-port', 'from-lan', 'internal', 'peers', 'connect', 'disconnect'],
      security: closedTo('a LAN host', 'a port of a container that has left all networks but an internal one'),
    },
    async () => {
      const { internal, ordinary, leaving, peer, outside, lanHost } = world;
      const host = hostAddress(lanHost);
      const url = `http://${host}:${leaving.fixedHostPort}`;
      await expect(from(lanHost).get(url)).toBeAnsweredBy(leaving);
      await leaving.disconnect(ordinary);
      await using _ = restoring(() => leaving.connect(ordinary));
      const [page, control] = await Promise.all([
        from(lanHost).get(url, expectingNoAnswer),
        from(lanHost).get(outside.publishedAt(host)),
      ]);
      await expect(page).toBeBlocked({ control, answeredBy: outside });
      await expect(from(peer).get(`http://${leaving.addressOn(internal)}`)).toBeAnsweredBy(leaving);
      fact('the bindings of the port to publish in inspect', leaving.bindings(80)).is([]);
      await expectNoHostPort(leaving, { control: outside });
    },
  );
});
