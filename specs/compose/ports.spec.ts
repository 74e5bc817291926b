import {
  behaviour,
  describe,
  expect,
  expectHostPortsOfInspect,
  expectNoHostPort,
  expectingNoAnswer,
  fact,
  from,
  fromPublishingHost,
  lastingAddresses,
  nonEmpty,
  scenario,
} from '../../helpers/behaviour/index.ts';

const ports = 'https://docs.docker.com/reference/compose-file/services/#ports';

describe('Services with ports in every syntax, at all addresses of the host and at one, and an exposed port', () => {
  const world = scenario(({ compose }) => ({
    shop: compose({
      services: {
        forms: { ports: ['${PORT}:80', '${PORT_4}:82/udp'] },
        local: {
          ports: [
            '127.0.0.1:${PORT_2}:81',
            { target: 83, published: '${PORT_3}', host_ip: '127.0.0.1', protocol: 'tcp', mode: 'host' },
          ],
        },
        db: { expose: ['5432'] },
      },
    }),
  }));
  const at = (address: string, port: string) => `http://${address}:${world.shop.valueOf(port)}`;

  /** A port of `local` is published at 127.0.0.1, and at no other address of the host, where that of `forms` is. */
  async function expectOnLoopbackAlone(target: number, port: string): Promise<void> {
    const [forms, local] = [world.shop.service('forms'), world.shop.service('local')];
    const HostPort = world.shop.valueOf(port);
    fact(`the bindings of ${target}/tcp in inspect`, local.bindings(target)).is([{ HostIp: '127.0.0.1', HostPort }]);
    await expect(fromPublishingHost.get(at('127.0.0.1', port))).toBeAnsweredBy(local);
    const others = (await lastingAddresses(4)).filter((address) => !address.startsWith('127.'));
    for (const address of nonEmpty('the addresses of the host beside 127.0.0.1', others)) {
      const control = fromPublishingHost.get(at(address, 'PORT'));
      const page = fromPublishingHost.get(at(address, port), expectingNoAnswer);
      await expect(page).toBeBlocked({ control, answeredBy: forms });
    }
    await expectHostPortsOfInspect(local);
  }

  behaviour(
    'compose.ports-short',
    'A port in short syntax is published at all IPv4 addresses of the host, or at the one in front of it',
    {
      docs: ports,
      needs: ['docker-compose', 'default-host-address', 'default-network-host-address'],
      relies: ['compose-ports'],
      why: 'A database that the Compose file publishes at 127.0.0.1 is open to the network.',
    },
    async () => {
      const forms = world.shop.service('forms');
      for (const address of nonEmpty('the addresses of the host', await lastingAddresses(4)))
        await expect(fromPublishingHost.get(at(address, 'PORT'))).toBeAnsweredBy(forms);
      await expectOnLoopbackAlone(81, 'PORT_2');
    },
  );

  behaviour(
    'compose.ports-long',
    'A port in long syntax is published by its target, published, host_ip and protocol',
    {
      docs: ports,
      needs: ['docker-compose', 'default-host-address', 'default-network-host-address'],
      relies: ['compose-ports'],
      why: 'A Compose file that is written out in full publishes another port than the short one.',
    },
    async () => {
      await expectOnLoopbackAlone(83, 'PORT_3');
    },
  );

  behaviour(
    'compose.ports-udp',
    'A port published with /udp carries UDP at all IPv4 addresses of the host, and no TCP',
    {
      docs: ports,
      needs: ['docker-compose', 'default-host-address', 'default-network-host-address'],
      relies: ['compose-ports'],
      why: 'A DNS or game server in a Compose file cannot be reached, or is open over TCP as well.',
    },
    async () => {
      const forms = world.shop.service('forms');
      const port = Number(world.shop.valueOf('PORT_4'));
      for (const address of nonEmpty('the addresses of the host', await lastingAddresses(4)))
        await expect(fromPublishingHost.datagram(address, port)).toBeAnsweredBy(forms);
      fact('the bindings of 82/tcp in inspect', forms.bindings(82)).is([]);
      const control = fromPublishingHost.get(at('127.0.0.1', 'PORT'));
      await expect(fromPublishingHost.get(`http://127.0.0.1:${port}`)).toBeRefused({ control, answeredBy: forms });
    },
  );

  behaviour(
    'compose.container-port',
    'Services reach each other at the container port, and not at the host port it is published on',
    {
      docs: 'https://docs.docker.com/compose/how-tos/networking/#default-network-and-service-discovery',
      needs: ['docker-compose'],
      relies: ['compose-service-name', 'compose-ports'],
      why: 'Connection strings need the host port, which is different on each machine.',
    },
    async () => {
      const [forms, db] = [world.shop.service('forms'), world.shop.service('db')];
      const port = world.shop.valueOf('PORT');
      const control = from(db).get('http://forms');
      await expect(control).toBeAnsweredBy(forms);
      await expect(fromPublishingHost.get(`http://127.0.0.1:${port}`)).toBeAnsweredBy(forms);
      await expect(from(db).get(`http://forms:${port}`)).toBeRefused({ control, answeredBy: forms });
    },
  );

  behaviour(
    'compose.expose',
    'An exposed port is open to services on the same network and not published at the host',
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#expose',
      needs: ['docker-compose'],
      relies: ['compose-expose', 'compose-service-name'],
      controlsRely: ['compose-ports'],
      why: 'A database that is meant for other services alone is open to everybody who reaches the host.',
    },
    async () => {
      const [forms, db] = [world.shop.service('forms'), world.shop.service('db')];
      await expect(from(forms).get('http://db:5432')).toBeAnsweredBy(db);
      fact('the bindings of 5432/tcp in inspect', db.bindings(5432)).is([]);
      await expectNoHostPort(db, { control: forms });
    },
  );
});
