import {
  behaviour,
  changeNetworksUntil,
  closedTo,
  describe,
  expect,
  fact,
  from,
  scenario,
} from '../../helpers/behaviour/index.ts';

/** About two seconds of requests that time out. */
const REQUESTS = 1_600;

/** Requests that are answered take less time. */
const CONTROLS = 200;

/** On a busy machine, the first of the networks may be removed after the requests. */
const ROUNDS = 3;

describe('Containers on two bridges and an internal network, while other networks are created and removed', () => {
  const world = scenario(({ engineHost, network, nginx }) => {
    // an engine of its own: with some engines, each new network affects the others, and so the behaviours of other files
    const host = engineHost({ forwarding: true });
    const [one, other] = [network({ driver: 'bridge', at: host }), network({ driver: 'bridge', at: host })];
    const internal = network({ driver: 'bridge', internal: true, at: host });
    return {
      host,
      one,
      client: nginx({ at: host, on: one }),
      visitor: nginx({ at: host, on: one }),
      other,
      outsider: nginx({ at: host, on: other }),
      peer: nginx({ at: host, on: other }),
      internal,
      inside: nginx({ at: host, on: internal }),
      insidePeer: nginx({ at: host, on: internal }),
    };
  });

  /** The outcomes of requests, and how many networks were created and removed meanwhile. */
  const sendDuringChanges = async () => {
    const requests = Promise.all([
      from(world.client).getRepeatedly(world.outsider.url, REQUESTS),
      from(world.client).getRepeatedly(world.inside.url, REQUESTS),
      from(world.peer).getRepeatedly(world.outsider.url, CONTROLS),
      from(world.insidePeer).getRepeatedly(world.inside.url, CONTROLS),
    ]);
    const changes = await changeNetworksUntil(requests, world.visitor);
    const [across, intoInternal, inOther, inInternal] = await requests;
    const isBlocked = [across, intoInternal].every(({ kind }) => kind === 'timed out');
    return { across, intoInternal, inOther, inInternal, changes, isBlocked };
  };

  behaviour(
    'isolation.network-changes',
    'Bridge networks stay isolated from each other while other networks are created and removed',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/bridge/',
      why: 'Every new network opens all others for a moment, in which a client that keeps trying gets through.',
      needs: ['lab'],
      relies: ['filter'],
      controlsRely: ['peers', 'inspect-address'],
      security: closedTo('a container on another bridge', 'a container while other networks are created and removed'),
    },
    async () => {
      let sent = await sendDuringChanges();
      for (let round = 1; round < ROUNDS && sent.isBlocked && sent.changes === 0; round += 1)
        sent = await sendDuringChanges();
      // an answer is evidence by itself, also before the first of these networks is removed
      if (sent.isBlocked) fact('whether another network was created and removed meanwhile', sent.changes > 0).is(true);
      const { across, intoInternal, inOther, inInternal } = sent;
      await expect(across).toBeBlocked({ control: inOther, answeredBy: world.outsider });
      await expect(intoInternal).toBeBlocked({ control: inInternal, answeredBy: world.inside });
    },
  );
});
