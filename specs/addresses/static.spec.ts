import {
  addressOfDefaultBridge,
  behaviour,
  defaultBridge,
  describe,
  expect,
  expectConnectRefused,
  fact,
  from,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/container/run/#network';

/** In TEST-NET-1: no network has it. */
const OUTSIDE = '192.0.2.7';

describe('A container with a static address, its peer, a visitor, and four containers that request addresses in vain', () => {
  const world = scenario(({ network, nginx, attempt }) => {
    const ranged = network({ driver: 'bridge', subnet: 'drawn', ipRange: '.128/25' });
    const elsewhere = network({ driver: 'bridge' });
    const fixed = nginx({ on: ranged, ip: '.150' });
    return {
      ranged,
      elsewhere,
      fixed,
      client: nginx({ on: ranged }),
      visitor: nginx({ on: elsewhere }),
      // Docker Engine 26.1 shows the network in inspect once it has refused the connection
      asking: nginx({ on: elsewhere }),
      taken: attempt(nginx({ on: ranged, ip: '.150', after: fixed })),
      outside: attempt(nginx({ on: ranged, ip: OUTSIDE })),
      onDefault: attempt(nginx({ on: defaultBridge, ip: addressOfDefaultBridge() ?? OUTSIDE })),
    };
  });

  behaviour(
    'addresses.static',
    '`--ip` gives a container that address of the subnet',
    {
      docs,
      relies: ['static-address', 'inspect-address', 'peers'],
      why: 'Other programs and firewall rules know the container by an address that it does not have.',
    },
    async () => {
      const { ranged, fixed, client } = world;
      const address = ranged.addressAt('.150');
      const [own, page] = await Promise.all([from(fixed).addresses(), from(client).get(`http://${address}`)]);
      fact('the IP address in inspect', fixed.address).is(address);
      fact("the container's own addresses", own).is(['127.0.0.1', address].toSorted());
      await expect(page).toBeAnsweredBy(fixed);
    },
  );

  behaviour(
    'addresses.static-kept',
    'A container keeps its static address when it is stopped and started, or restarted',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/connect/#ip',
      relies: ['static-address', 'peers', 'stop', 'inspect-address'],
      why: 'From its first restart on, the container is unreachable at the address that others know.',
    },
    async () => {
      const { ranged, fixed, client } = world;
      const address = ranged.addressAt('.150');
      await fixed.stop();
      const stopped = await fixed.inspect();
      await fixed.start();
      fact('whether the container ran after `docker stop`', stopped.State.Running).is(false);
      fact('the IP address after stop and start', fixed.address).is(address);
      await fixed.restart();
      fact('the IP address after a restart', fixed.address).is(address);
      // by this request, the client learns of another MAC address
      await expect(from(fixed).get(client.url)).toBeAnsweredBy(client);
      await expect(from(client).get(`http://${address}`)).toBeAnsweredBy(fixed);
    },
  );

  behaviour(
    'addresses.static-lost',
    'A stopped container does not start while another one has its static address, and starts with it afterwards',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/connect/#ip',
      relies: ['static-address', 'static-at-connect', 'static-refused', 'connect', 'disconnect', 'peers', 'stop'],
      why: 'After a restart, a database silently has another address, and its clients send requests to the container that has the old one.',
    },
    async () => {
      const { ranged, fixed, client, visitor } = world;
      const address = ranged.addressAt('.150');
      await fixed.stop();
      {
        await using _ = restoring(() => visitor.disconnect(ranged));
        await visitor.connect(ranged, { ip: '.150' });
        const started = await fixed.tryStart();
        fact('the start of the container whose address is taken', started.kind).is('refused');
        // by this request, the client learns of another MAC address
        await expect(from(visitor).get(client.url)).toBeAnsweredBy(client);
        await expect(from(client).get(`http://${address}`)).toBeAnsweredBy(visitor);
        if (started.kind === 'running') await fixed.stop();
      }
      await fixed.start();
      fact('the IP address in inspect', fixed.address).is(address);
      await expect(from(fixed).get(client.url)).toBeAnsweredBy(client);
      await expect(from(client).get(`http://${address}`)).toBeAnsweredBy(fixed);
    },
  );

  behaviour(
    'addresses.static-taken',
    'A container is refused the `--ip` of a running container, at its creation and by connect',
    {
      docs,
      relies: ['static-address', 'static-refused', 'static-at-connect', 'connect'],
      controlsRely: ['peers'],
      why: 'Two containers have one address, and requests reach either of them at random.',
    },
    async () => {
      const { ranged, fixed, client, asking, taken } = world;
      fact("the engine's answer to a second container with the address", taken.kind).is('refused');
      const own = fixed.inspectedAtStart().NetworkSettings.Networks;
      fact('the networks of the container that has the address', Object.keys(own)).is([ranged.engineName]);
      await expectConnectRefused(asking, ranged, { ip: '.150' }, 'the address');
      await expect(from(client).get(`http://${ranged.addressAt('.150')}`)).toBeAnsweredBy(fixed);
    },
  );

  behaviour(
    'addresses.static-outside-subnet',
    '`--ip` with an address outside the subnet is refused, at the creation of a container and by connect',
    {
      docs,
      relies: ['static-refused', 'static-at-connect', 'connect'],
      controlsRely: ['peers'],
      why: 'A typo in an address gives a container that nobody reaches, without an error.',
    },
    async () => {
      const { ranged, fixed, client, asking, outside } = world;
      fact("the engine's answer to an address outside the subnet", outside.kind).is('refused');
      await expectConnectRefused(asking, ranged, { ip: OUTSIDE }, 'an address outside the subnet');
      await expect(from(client).get(`http://${ranged.addressAt('.150')}`)).toBeAnsweredBy(fixed);
    },
  );

  behaviour(
    'addresses.static-on-default-bridge',
    '`--ip` is refused for a container on the default bridge',
    {
      docs,
      relies: ['static-refused'],
      controlsRely: ['peers'],
      why: 'A container starts with another address than the given one, without an error.',
    },
    async () => {
      const { ranged, client, fixed, onDefault } = world;
      fact("the engine's answer to `--ip` on the default bridge", onDefault.kind).is('refused');
      if (onDefault.kind === 'refused')
        fact('the refusal by the engine', onDefault.message).satisfies('mentions user-defined networks', (message) =>
          /user.defined/i.test(message),
        );
      await expect(from(client).get(`http://${ranged.addressAt('.150')}`)).toBeAnsweredBy(fixed);
    },
  );
});
