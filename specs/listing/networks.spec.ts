import {
  behaviour,
  describe,
  fact,
  randomName,
  refusalOf,
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

  behaviour(
    'listing.networks-of-container',
    'Inspect and `docker ps` show the networks that a container is on now, with its address on each',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/container/ls/#network',
      relies: ['inspect-address', 'listed-networks', 'connect', 'disconnect', 'stop'],
      why: 'Reverse proxies and monitoring, which read either of the two, send requests to a network that a container left.',
    },
    async () => {
      const { front, back, web } = world;
      const expectOn = async (when: string, ...networks: readonly (typeof front)[]): Promise<void> => {
        const { NetworkSettings } = await web.inspect();
        const inspected = Object.entries(NetworkSettings.Networks).map(([name, { IPAddress }]) => [name, IPAddress]);
        const [listed, onFront, onBack] = await Promise.all([
          web.listedAddresses(),
          theEngine.containersOn(front),
          theEngine.containersOn(back),
        ]);
        const expected = Object.fromEntries(networks.map((on) => [on.engineName, web.addressOn(on)]));
        fact(`the networks and addresses in inspect ${when}`, Object.fromEntries(inspected)).is(expected);
        fact(`the networks and addresses in the list of containers ${when}`, listed).is(expected);
        fact(`the containers that are listed by network ${when}`, [onFront, onBack]).is(
          [front, back].map((on) => (networks.includes(on) ? [web.engineName] : [])),
        );
      };
      await expectOn('at first', front);
      await web.connect(back);
      {
        await using _ = restoring(() => web.disconnect(back));
        await expectOn('once it is connected to another network', front, back);
      }
      await expectOn('once it is disconnected', front);
      await web.stop();
      await using _ = restoring(() => web.start());
      const { Networks } = (await web.inspect()).NetworkSettings;
      const addresses = Object.values(Networks).map(({ IPAddress }) => IPAddress || 'none');
      fact('the addresses in inspect of the stopped container', addresses).is(['none']);
      fact('the running containers that are listed by network', await theEngine.containersOn(front)).is([]);
    },
  );

  /** Those of the two networks that a filter lists, or whether the engine refuses it. */
  const listed = async (filter: string, value: string): Promise<string[] | 'refused'> => {
    let names: string[] = [];
    const refusal = await refusalOf(async () => void (names = await theEngine.networksBy(filter, value)));
    const both = [world.front.engineName, world.back.engineName];
    return refusal ? 'refused' : both.filter((name) => names.includes(name));
  };

  behaviour(
    'listing.by-filter',
    'Networks are listed by their driver, by their type, and by a part of their name or ID',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/ls/#filter',
      why: 'Scripts that search a network by its name, or all that users created, change those of others.',
    },
    async () => {
      const { front, back } = world;
      const [first, second] = [front.engineName, back.engineName];
      const { Id } = await front.inspect();
      fact('the networks with the driver bridge', await listed('driver', 'bridge')).is([first, second]);
      fact('the networks with the driver host', await listed('driver', 'host')).is([]);
      fact('the networks that users created', await listed('type', 'custom')).is([first, second]);
      fact('the networks that the engine created', await listed('type', 'builtin')).is([]);
      fact('the networks with a part of the name', await listed('name', first.slice(1))).is([first]);
      fact('the networks with the first digits of the ID', await listed('id', Id.slice(0, 12))).is([first]);
    },
  );

  behaviour(
    'listing.unused',
    'Networks are listed by whether a container is on them',
    {
      docs: 'https://docs.docker.com/reference/api/engine/version/v1.47/#tag/Network/operation/NetworkList',
      why: 'A script that removes unused networks one after another tries those that are in use, and may miss the others.',
    },
    async () => {
      const { front, back } = world;
      fact('the unused networks (`dangling=true`)', await listed('dangling', 'true')).is([back.engineName]);
      fact('the networks in use (`dangling=false`)', await listed('dangling', 'false')).is([front.engineName]);
    },
  );
});
