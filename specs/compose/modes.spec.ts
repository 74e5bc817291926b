import {
  behaviour,
  describe,
  expect,
  expectingNoAnswer,
  fact,
  from,
  fromPublishingHost,
  ourNetworkNamespace,
  randomName,
  reported,
  scenario,
  withoutTunnels,
} from '../../helpers/behaviour/index.ts';

const hostMode = 'https://docs.docker.com/compose/how-tos/networking/#change-the-network-mode';

const ownerName = randomName('owner');

describe('Services with the network modes none, host and service:NAME', () => {
  const world = scenario(({ compose }) => ({
    modes: compose({
      services: {
        [ownerName]: {},
        peer: {},
        sidecar: { network_mode: `service:${ownerName}` },
        alone: { network_mode: 'none' },
        onhost: { network_mode: 'host' },
      },
    }),
  }));
  const of = (service: string) => world.modes.service(service);

  behaviour(
    'compose.mode-none',
    'A service with network_mode none has no interface but loopback, and reaches nobody',
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#network_mode',
      needs: ['docker-compose'],
      relies: ['compose-mode-none'],
      why: 'A service that must not be on any network is on one.',
    },
    async () => {
      const [alone, owner, peer] = [of('alone'), of(ownerName), of('peer')];
      const interfaces = await from(alone).interfaces();
      fact(
        'the interfaces',
        withoutTunnels(interfaces).map(({ name }) => name),
      ).is(['lo']);
      const control = from(peer).reach(owner);
      await expect(from(alone).reach(owner, expectingNoAnswer)).toHaveNoRoute({ control });
    },
  );

  behaviour(
    'compose.mode-service',
    "A service with network_mode service:NAME shares that service's addresses, ports and loopback",
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#network_mode',
      needs: ['docker-compose'],
      relies: ['compose-mode-service', 'compose-service-name'],
      why: 'A service behind a VPN container talks past it, or its web interface cannot be reached.',
    },
    async () => {
      const [owner, sidecar, peer] = [of(ownerName), of('sidecar'), of('peer')];
      const [one, other] = await Promise.all([from(owner).networkNamespace(), from(sidecar).networkNamespace()]);
      fact('the network namespace of sidecar', other).is(one);
      await Promise.all([
        expect(from(peer).get(`http://${ownerName}:${sidecar.port}`)).toBeAnsweredBy(sidecar, { at: owner.address }),
        expect(from(peer).get(`http://${ownerName}`)).toBeAnsweredBy(owner),
        expect(from(owner).get(`http://127.0.0.1:${sidecar.port}`)).toBeAnsweredBy(sidecar),
        expect(from(sidecar).get(`http://127.0.0.1:${owner.port}`)).toBeAnsweredBy(owner),
        expect(from(sidecar).get('http://peer')).toBeAnsweredBy(peer),
      ]);
    },
  );

  behaviour(
    'compose.mode-service-restarted',
    'A service that shares a network namespace stays connected when docker compose restarts its owner',
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#depends_on',
      needs: ['docker-compose'],
      relies: ['compose-mode-service', 'compose-service-name'],
      why: 'After an update of the VPN container, the services behind it have only loopback until somebody notices.',
    },
    async () => {
      const { modes } = world;
      await modes.restart(ownerName);
      const [owner, sidecar, peer] = [of(ownerName), of('sidecar'), of('peer')];
      const found = (await from(sidecar).interfaces()).find(({ name }) => name === 'eth0');
      fact('the interface of sidecar', reported('eth0 in sidecar', found).name).is('eth0');
      await Promise.all([
        expect(from(peer).get(`http://${ownerName}:${sidecar.port}`)).toBeAnsweredBy(sidecar, { at: owner.address }),
        expect(from(sidecar).get('http://peer')).toBeAnsweredBy(peer),
      ]);
    },
  );

  behaviour(
    'compose.mode-host',
    "A service with network_mode host answers at the host's own address without published ports",
    {
      docs: hostMode,
      needs: ['docker-compose', 'host-network', 'visible-bridges', 'engine-on-this-machine'],
      relies: ['compose-mode-host'],
      why: 'A monitoring agent that must see the host sees a network of its own.',
    },
    async () => {
      const onHost = of('onhost');
      fact('its network namespace', await from(onHost).networkNamespace()).is(ourNetworkNamespace());
      fact('the bindings in inspect', onHost.bindings(onHost.port)).is([]);
      await expect(fromPublishingHost.get(`http://127.0.0.1:${onHost.port}`)).toBeAnsweredBy(onHost);
    },
  );

  behaviour(
    'compose.mode-host-no-names',
    'A service with network_mode host reaches other services by address, and does not resolve their names',
    {
      docs: hostMode,
      needs: ['docker-compose', 'host-network', 'visible-bridges'],
      relies: ['compose-mode-host'],
      controlsRely: ['compose-service-name'],
      why: 'A program that works on the host network fails when it is moved to a bridge, or the other way round.',
    },
    async () => {
      const [onHost, owner] = [of('onhost'), of(ownerName)];
      await expect(from(onHost).get(owner.url)).toBeAnsweredBy(owner);
      const [found, ofUnknownName, control] = await Promise.all([
        from(onHost).systemLookup(ownerName),
        from(onHost).systemLookup(randomName()),
        from(of('peer')).get(`http://${ownerName}`),
      ]);
      await expect(found).toBeUnknown(ofUnknownName, { control, answeredBy: owner });
    },
  );
});
