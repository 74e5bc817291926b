import {
  behaviour,
  clientSeen,
  closedTo,
  describe,
  expect,
  fact,
  from,
  openTo,
  scenario,
  NO_ANSWER_TIMEOUT_MS,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities';

/** Where nginx answers datagrams. */
const UDP = 5353;

describe('a container that forges ARP answers and its source address', () => {
  const world = scenario(({ network, nginx }) => {
    const [one, other] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    return {
      one,
      other,
      server: nginx({ on: one, publishUdp: UDP }),
      victim: nginx({ on: one }),
      bystander: nginx({ on: one }),
      forger: nginx({ on: one }),
      withoutRaw: nginx({ on: one, capDrop: 'NET_RAW' }),
      stranger: nginx({ on: other }),
    };
  });

  const honest = () => from(world.bystander).datagram(world.server.address, UDP, { withinMs: NO_ANSWER_TIMEOUT_MS });
  const forged = (by: typeof world.forger, as: typeof world.victim) =>
    from(by).forgedDatagram(as, world.server.address, UDP);

  behaviour(
    'spoofing.default-capabilities',
    'with the default capabilities it speaks in the name of a container beside it, and gets the answers for it',
    {
      docs,
      needs: ['spoofing-tools'],
      why: 'Allow-lists by address inside of a network protect nothing against a container that is broken into.',
      security: openTo('an unprivileged container', "a server beside it, under another container's address"),
    },
    async () => {
      const [answer, own] = await Promise.all([forged(world.forger, world.victim), honest()]);
      await expect(own).toBeAnsweredBy(world.server);
      fact('the address that the server sees of an honest one', clientSeen(own)).is(world.bystander.address);
      await expect(answer).toBeAnsweredBy(world.server);
      fact("the address that the server sees of the forger's question", clientSeen(answer)).is(world.victim.address);
    },
  );

  behaviour(
    'spoofing.needs-net-raw',
    'without NET_RAW it can forge nothing',
    {
      docs,
      needs: ['spoofing-tools'],
      why: 'Who dropped NET_RAW to be safe from forged addresses is not.',
      security: closedTo('a container without NET_RAW', "a server beside it, under another container's address"),
    },
    async () => {
      const [answer, own] = await Promise.all([forged(world.withoutRaw, world.victim), honest()]);
      await expect(answer).toBeBlocked({ control: own, answeredBy: world.server });
    },
  );

  behaviour(
    'spoofing.stays-in-network',
    'from another network nothing that is forged arrives',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/bridge/',
      needs: ['spoofing-tools'],
      why: 'A container that is broken into speaks in the name of those of other networks.',
      security: closedTo(
        'an unprivileged container of another bridge',
        'a server, under the address of a container beside that',
      ),
    },
    async () => {
      const [answer, own] = await Promise.all([forged(world.stranger, world.victim), honest()]);
      await expect(answer).toBeBlocked({ control: own, answeredBy: world.server });
    },
  );
});
