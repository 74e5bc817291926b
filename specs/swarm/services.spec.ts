import {
  behaviour,
  describe,
  expect,
  expectingNoAnswer,
  fact,
  from,
  nonEmpty,
  openTo,
  reported,
  required,
  scenario,
  untilNamesResolve,
} from '../../helpers/behaviour/index.ts';

const needs = ['two-engine-hosts', 'lab'] as const;

describe('Services on an overlay network, a container beside them, and a LAN host outside the swarm', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost, service }) => {
    const [manager, worker] = [engineHost(), engineHost()];
    const overlay = network({ driver: 'overlay', across: [manager, worker] });
    return {
      manager,
      worker,
      overlay,
      lanHost: lanHost(),
      client: nginx({ at: manager, on: overlay }),
      everywhere: service({ on: overlay }),
      robin: service({ on: overlay, replicas: 2, role: 'worker', endpointMode: 'dnsrr', publishOnHost: 80 }),
    };
  });
  const addressOf = (host: typeof world.manager) => required(`address of ${host.name}`, host.lab?.nic.address);

  behaviour(
    'swarm.dnsrr',
    'The name of a service with `--endpoint-mode dnsrr` resolves to the addresses of its tasks',
    {
      docs: 'https://docs.docker.com/engine/swarm/networking/#configure-service-discovery',
      needs,
      relies: ['service-dns', 'vxlan', 'gossip', 'embedded-dns'],
      why: 'A client that balances the load itself finds one task, or none.',
    },
    async () => {
      const { client, robin } = world;
      await untilNamesResolve([client, robin.engineName]);
      const { tasks } = robin;
      const [name, bySystem, ...pages] = await Promise.all([
        from(client).lookup(robin.engineName),
        from(client).systemLookup(robin.engineName),
        ...tasks.map(({ address }) => from(client).get(`http://${address}`)),
      ]);
      await expect(name).toResolveTo(...tasks);
      await expect(bySystem).toResolveTo(...tasks);
      fact('the number of tasks', tasks.length).is(2);
      for (const [index, page] of nonEmpty('the pages', pages).entries())
        await expect(page).toBeAnsweredBy(taskAt(tasks, index));
    },
  );

  behaviour(
    'swarm.tasks-name',
    'The name tasks.SERVICE resolves to the addresses of all tasks of a service, on all hosts',
    {
      docs: 'https://docs.docker.com/engine/swarm/networking/#container-discovery',
      needs,
      relies: ['vxlan', 'gossip', 'embedded-dns'],
      why: 'Databases that form a cluster of their tasks, and monitors that ask each, miss the tasks of other hosts.',
    },
    async () => {
      const { client, everywhere } = world;
      const name = `tasks.${everywhere.engineName}`;
      await untilNamesResolve([client, name]);
      const { tasks } = everywhere;
      const [found, bySystem, ...pages] = await Promise.all([
        from(client).lookup(name),
        from(client).systemLookup(name),
        ...tasks.map(({ address }) => from(client).get(`http://${address}`)),
      ]);
      await expect(found).toResolveTo(...tasks);
      await expect(bySystem).toResolveTo(...tasks);
      fact('the number of nodes with a task', new Set(tasks.map(({ node }) => node)).size).is(2);
      for (const [index, page] of nonEmpty('the pages', pages).entries())
        await expect(page).toBeAnsweredBy(taskAt(tasks, index));
    },
  );

  behaviour(
    'swarm.virtual-address',
    'The name of a service resolves to one virtual IP address, which no task has',
    {
      docs: 'https://docs.docker.com/engine/swarm/networking/#configure-service-discovery',
      needs,
      relies: ['virtual-address', 'embedded-dns'],
      // who answers there is not asked: a kernel without IPVS forwards nothing from it
      why: 'Clients resolve the name to the address of one task, and keep that address after the task is replaced.',
    },
    async () => {
      const { client, everywhere } = world;
      const { name, engineName, tasks } = everywhere;
      await untilNamesResolve([client, engineName]);
      const address = reported('the virtual IP address in inspect', await everywhere.virtualAddress());
      const [byDns, bySystem] = await Promise.all([
        from(client).lookup(engineName),
        from(client).systemLookup(engineName),
      ]);
      await expect(byDns).toResolveTo({ name, address });
      await expect(bySystem).toResolveTo({ name, address });
      const own = nonEmpty('the tasks', tasks).map((task) => task.address);
      fact('whether a task has that address', own.includes(address)).is(false);
    },
  );

  behaviour(
    'swarm.host-port',
    'A port published with mode=host is open at the hosts that run a task, and at no other host',
    {
      docs: 'https://docs.docker.com/engine/swarm/ingress/#bypass-the-routing-mesh',
      needs,
      relies: ['host-mode-port', 'gwbridge-published'],
      why: 'A load balancer in front of the swarm reaches no task, or one that it was not to reach.',
      security: openTo('a LAN host', 'a port published with mode=host at the host of the task'),
    },
    async () => {
      const { lanHost, manager, worker, robin } = world;
      for (const task of nonEmpty('the tasks', robin.tasks)) {
        const port = reported(`the host port of ${task.name}`, task.hostPort);
        const [there, elsewhere] = await Promise.all([
          from(lanHost).get(`http://${addressOf(worker)}:${port}`),
          from(lanHost).get(`http://${addressOf(manager)}:${port}`, expectingNoAnswer),
        ]);
        await expect(there).toBeAnsweredBy(task);
        await expect(elsewhere).toBeBlocked({ control: there, answeredBy: task });
      }
    },
  );
});

const taskAt = <T>(tasks: readonly T[], index: number): T => required('task', tasks[index]);
