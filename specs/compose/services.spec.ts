import {
  behaviour,
  describe,
  expect,
  expectNamesResolve,
  expectNamesUnknown,
  fact,
  from,
  randomName,
  reported,
  scenario,
} from '../../helpers/behaviour/index.ts';

const defaultNetwork = 'https://docs.docker.com/compose/how-tos/networking/#default-network-and-service-discovery';

const [dockerHost, partner] = [randomName('docker-host'), randomName('partner')];

describe('Two services on the default network of their project', () => {
  const world = scenario(({ compose, listener }) => ({
    process: listener({ everywhere: true }),
    app: compose({
      services: {
        web: {
          hostname: 'shopfront',
          extra_hosts: [`${partner}=192.0.2.7`, `${dockerHost}:host-gateway`],
        },
        db: { mac_address: '02:42:ac:11:65:43' },
      },
    }),
  }));
  const both = () => [world.app.service('web'), world.app.service('db')] as const;

  behaviour(
    'compose.service-name',
    'Each service is reached at its service name by every other service of its network',
    {
      docs: defaultNetwork,
      needs: ['docker-compose'],
      relies: ['compose-service-name'],
      why: 'No connection string in a Compose file works: programs reach each other by service name alone.',
    },
    async () => {
      const [web, db] = both();
      await Promise.all([expectNamesResolve(web, ['db'], db), expectNamesResolve(db, ['web'], web)]);
    },
  );

  behaviour(
    'compose.default-network',
    "A project's services without networks share one bridge network, named after the project",
    {
      docs: defaultNetwork,
      needs: ['docker-compose'],
      relies: ['compose-default-network'],
      why: 'Services of a Compose file without networks find nobody, or share a network with containers of other projects.',
    },
    async () => {
      const [web, db] = both();
      const { Driver } = await world.app.network('default').inspect();
      fact('the driver of PROJECT_default', Driver).is('bridge');
      for (const { name, atStart } of [web, db])
        fact(`the networks of ${name} in inspect`, Object.keys(atStart.NetworkSettings.Networks)).is([
          `${world.app.engineName}_default`,
        ]);
      await expect(from(web).reach(db)).toBeOpen();
    },
  );

  behaviour(
    'compose.network-labels',
    'A network that Compose creates carries the labels of its project and of its name in the file',
    {
      docs: 'https://docs.docker.com/reference/compose-file/networks/#labels',
      needs: ['docker-compose'],
      relies: ['compose-network-labels'],
      why: 'A network cannot be traced to its project, and `docker compose down` does not find it.',
    },
    async () => {
      const Labels = reported('the labels', (await world.app.network('default').inspect()).Labels);
      fact('the label com.docker.compose.project', Labels['com.docker.compose.project']).is(world.app.engineName);
      fact('the label com.docker.compose.network', Labels['com.docker.compose.network']).is('default');
    },
  );

  behaviour(
    'compose.extra-hosts',
    'Entries of extra_hosts resolve to their addresses in that service alone, and host-gateway to the host',
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#extra_hosts',
      // host-gateway is the address of the default bridge
      needs: ['docker-compose', 'engine-on-this-machine', 'host-accepts-containers', 'default-bridge'],
      relies: ['compose-extra-hosts'],
      why: 'A service does not find a server without DNS, or the program that runs on the host itself.',
    },
    async () => {
      const [web, db] = both();
      await expect(from(web).systemLookup(partner)).toResolveTo({ name: partner, address: '192.0.2.7' });
      const { process } = world;
      await expect(from(web).get(`http://${dockerHost}:${process.port}`)).toBeAnsweredBy(process);
      await expectNamesUnknown(db, [partner, dockerHost]);
    },
  );

  behaviour(
    'compose.hostname',
    'The hostname of a service is that of its container, which resolves it',
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#hostname',
      needs: ['docker-compose'],
      relies: ['compose-hostname'],
      why: 'A cluster program that announces itself by its host name names one that nobody resolves.',
    },
    async () => {
      const [web] = both();
      fact('the hostname in inspect', (await web.inspect()).Config.Hostname).is('shopfront');
      await expect(from(web).systemLookup('shopfront')).toResolveTo(web);
    },
  );

  behaviour(
    'compose.mac-address-service',
    'The mac_address of a service is that of its interface on the default network',
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#mac_address',
      needs: ['docker-compose'],
      relies: ['compose-mac-address'],
      why: 'A licence or a DHCP reservation that is bound to a MAC address no longer fits.',
    },
    async () => {
      const [, db] = both();
      const eth0 = (await from(db).interfaces()).find(({ name }) => name === 'eth0');
      fact('the MAC address of eth0', reported('eth0 in the container', eth0).mac).is('02:42:ac:11:65:43');
    },
  );
});
