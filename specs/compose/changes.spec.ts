import {
  behaviour,
  describe,
  expect,
  expectNamesResolve,
  fact,
  from,
  fromPublishingHost,
  randomName,
  reported,
  scenario,
} from '../../helpers/behaviour/index.ts';

const up = 'https://docs.docker.com/reference/cli/docker/compose/up/';

const onSecondAlias = randomName('front');
const second = { aliases: [onSecondAlias] };

describe('A project that is brought up again, with another Compose file', () => {
  const world = scenario(({ compose }) => ({
    shop: compose({
      services: {
        web: { ports: ['80'], networks: { addressed: { ipv4_address: '${NET}.11' }, second } },
        peer: { networks: ['addressed'] },
        sidecar: { network_mode: 'service:peer' },
        fixed: { networks: { addressed: { ipv4_address: '${NET}.10' }, second: {} } },
      },
      networks: {
        second: {},
        addressed: {
          ipam: { config: [{ subnet: '${NET}.0/24', gateway: '${NET}.3', ip_range: '${NET}.128/25' }] },
        },
      },
    }),
  }));
  const of = (service: string) => world.shop.service(service);

  behaviour(
    'compose.up-unchanged',
    'A second docker compose up with nothing changed keeps containers, addresses and host ports',
    {
      docs: up,
      needs: ['docker-compose'],
      relies: ['compose-recreated', 'compose-ports'],
      why: 'Every deployment interrupts services that did not change, and gives them other ports.',
    },
    async () => {
      const { shop } = world;
      const addresses = () => ['web', 'peer', 'fixed'].map(of).map(({ address }) => address);
      const started = () =>
        ['web', 'peer', 'fixed', 'sidecar'].map(of).map(({ id, atStart }) => [id, atStart.State.StartedAt]);
      const [addressesBefore, startedBefore, port] = [addresses(), started(), of('web').hostPort()];
      const connection = await from(of('peer')).openConnection(of('web').url);
      await shop.up();
      fact('the containers and when they started', started()).is(startedBefore);
      fact('the addresses of the containers', addresses()).is(addressesBefore);
      fact('the host port of web', of('web').hostPort()).is(port);
      await expect(connection.finish()).toBeAnsweredBy(of('web'));
    },
  );

  behaviour(
    'compose.recreated-name',
    'The names of a recreated service resolve to its new container on each of its networks',
    {
      docs: 'https://docs.docker.com/compose/how-tos/networking/#updating-containers-on-the-network',
      needs: ['docker-compose'],
      relies: ['compose-recreated', 'compose-service-name', 'compose-ports', 'compose-static-address'],
      why: 'After an update, the other services still send requests to the container that is gone.',
    },
    async () => {
      const { shop } = world;
      const [before, peer] = [of('web'), of('peer')];
      const networks = { addressed: { ipv4_address: '${NET}.12' }, second };
      await shop.up({ services: { web: { ports: ['80'], networks, environment: { RELEASE: `${Date.now()}` } } } });
      const after = of('web');
      fact('whether web is another container', after.id).isNot(before.id);
      fact('the address of web', after.address).is(`${shop.valueOf('NET')}.12`);
      fact('the address of web before', before.address).isNot(after.address);
      fact('whether peer is the same container', of('peer').id).is(peer.id);
      // Docker Compose renames it before its start
      await expectNamesResolve(peer, ['web', after.engineName], after);
      await expectNamesResolve(after, ['peer'], peer);
      const onSecond = { name: after.name, address: after.addressOn(shop.network('second')) };
      await expectNamesResolve(of('fixed'), [onSecondAlias], after, onSecond);
      await expect(fromPublishingHost.get(after.publishedAt('127.0.0.1'))).toBeAnsweredBy(after);
    },
  );

  behaviour(
    'compose.static-address',
    'A service keeps the static address of its network when it is recreated',
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#ipv4_address-ipv6_address',
      needs: ['docker-compose'],
      relies: ['compose-static-address'],
      why: 'Firewall rules and clients with a fixed address lose the service with every update.',
    },
    async () => {
      const { shop } = world;
      const wanted = `${shop.valueOf('NET')}.10`;
      const fixed = of('fixed');
      fact('the address in inspect', fixed.address).is(wanted);
      fact('the addresses in the container', await from(fixed).addresses()).includes(wanted);
      const again = { addressed: { ipv4_address: '${NET}.10' }, second: {} };
      await shop.up({ services: { fixed: { networks: again, environment: { RELEASE: `${Date.now()}` } } } });
      const after = of('fixed');
      fact('whether it is another container', after.id).isNot(fixed.id);
      fact('its address in the container', await from(after).addresses()).includes(wanted);
    },
  );

  behaviour(
    'compose.ipam',
    'A network has the subnet, the ip_range and the gateway of its ipam section',
    {
      docs: 'https://docs.docker.com/reference/compose-file/networks/#ipam',
      needs: ['docker-compose'],
      relies: ['compose-ipam'],
      why: 'The network takes a subnet that the company uses elsewhere.',
    },
    async () => {
      const net = world.shop.valueOf('NET');
      const { IPAM } = await world.shop.network('addressed').inspect();
      const [config] = reported('the IPAM configuration', IPAM?.Config);
      fact('the subnet in inspect', config?.Subnet).is(`${net}.0/24`);
      fact('the range in inspect', config?.IPRange).is(`${net}.128/25`);
      const routes = await from(of('fixed')).defaultRoutes();
      fact('the default gateway in the container', routes[0]?.gateway).is(`${net}.3`);
    },
  );
});
