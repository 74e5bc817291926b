import {
  behaviour,
  describe,
  fact,
  randomName,
  reported,
  restoring,
  scenario,
  theEngine,
} from '../../helpers/behaviour/index.ts';

/** A label that no other network has. */
const LABEL = { key: randomName('shop.tier'), front: 'front', back: 'back end' };

describe('Two networks with labels, and a container on one of them', () => {
  const world = scenario(({ network, nginx }) => {
    const front = network({ driver: 'bridge', labels: { [LABEL.key]: LABEL.front } });
    const back = network({ driver: 'bridge', labels: { [LABEL.key]: LABEL.back } });
    return { front, back, web: nginx({ on: front }) };
  });

  behaviour(
    'listing.containers-of-network',
    'Inspect of a network lists its running containers, with IP and MAC address, and by the new name after a rename',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/inspect/',
      relies: ['network-containers', 'inspect-address', 'inspect-mac', 'connect', 'disconnect', 'stop'],
      why: 'Reverse proxies and monitoring that look up the containers of a network send requests to nobody.',
    },
    async () => {
      const { front, back, web } = world;
      const containersOn = async (of: typeof front) => {
        const { Containers } = await of.inspect();
        const containers = Object.values(reported('the containers in the inspect of the network', Containers));
        return containers.map(({ Name, IPv4Address, MacAddress }) =>
          [Name, IPv4Address.replace(/\/\d+$/, ''), MacAddress].join(' '),
        );
      };
      const webOn = (on: typeof front) => [[web.engineName, web.addressOn(on), web.macOn(on)].join(' ')];
      fact('the containers on the network', await containersOn(front)).is(webOn(front));
      fact('the containers on the network without any', await containersOn(back)).is([]);
      {
        await web.connect(back);
        await using _ = restoring(() => web.disconnect(back));
        fact('the containers on the second network of the container', await containersOn(back)).is(webOn(back));
      }
      fact('the containers on the network after a disconnect', await containersOn(back)).is([]);
      {
        await web.stop();
        await using _ = restoring(() => web.start());
        fact('the containers on the network after a stop', await containersOn(front)).is([]);
      }
      fact('the containers on the network after another start', await containersOn(front)).is(webOn(front));
      const before = web.engineName;
      await web.rename(`${before}-renamed`);
      await using _ = restoring(() => web.rename(before));
      fact('the containers after the rename', await containersOn(front)).is(webOn(front));
    },
  );

  behaviour(
    'listing.by-label',
    'Networks keep their labels, and are listed by a label or by its value',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/ls/#label',
      relies: ['network-labels'],
      why: 'Projects that find their own networks by label, as Compose does, use or remove those of others.',
    },
    async () => {
      const { front, back } = world;
      const [both, byFront, byBack, { Labels }] = await Promise.all([
        theEngine.networksBy('label', LABEL.key),
        theEngine.networksBy('label', `${LABEL.key}=${LABEL.front}`),
        theEngine.networksBy('label', `${LABEL.key}=${LABEL.back}`),
        back.inspect(),
      ]);
      fact('the networks with the label', both).is([front.engineName, back.engineName].toSorted());
      fact('the networks with the first value', byFront).is([front.engineName]);
      fact('the networks with the second value', byBack).is([back.engineName]);
      fact('the value in inspect', reported('the labels in inspect', Labels)[LABEL.key]).is(LABEL.back);
    },
  );
});
