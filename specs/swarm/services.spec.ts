import {
  behaviour,
  describe,
  eventually,
  expect,
  expectingNoAnswer,
  fact,
  from,
  nonEmpty,
  openTo,
  reported,
  required,
  restoring,
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
      onWorker: nginx({ at: worker, on: overlay }),
      everywhere: service({ on: overlay }),
      robin: service({ on: overlay, replicas: 2, role: 'worker', endpointMode: 'dnsrr', publishOnHost: 80 }),
    };
  });
  const addressOf = (host: typeof world.manager) => required(`address of ${host.name}`, host.lab?.nic.address);

  /** Expects containers on both nodes to resolve a name to the addresses of these tasks, and to nothing else. */
  const expectNameOfTasks = async (name: string, tasks: typeof world.robin.tasks): Promise<void> => {
    for (const container of [world.client, world.onWorker]) {
      await untilNamesResolve([container, name]);
      const found = await Promise.all([from(container).lookup(name), from(container).systemLookup(name)]);
      for (const outcome of nonEmpty('the lookups', found)) await expect(outcome).toResolveTo(...tasks);
    }
  };

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
      const { tasks } = robin;
      await expectNameOfTasks(robin.engineName, tasks);
      const pages = await Promise.all(tasks.map(({ address }) => from(client).get(`http://${address}`)));
      fact('the number of tasks', tasks.length).is(2);
      for (const [index, page] of nonEmpty('the pages', pages).entries())
        await expect(page).toBeAnsweredBy(taskAt(tasks, index));
    },
  );

  behaviour(
    'swarm.scaled',
    'The name of a scaled service resolves to tasks that started, and no longer to tasks that ended',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/service/scale/',
      needs,
      relies: ['service-dns', 'gossip', 'embedded-dns'],
      why: 'After a deployment, a part of the requests goes to tasks that are no longer there.',
    },
    async () => {
      const { client, onWorker, robin } = world;
      const untilNamed = (count: number) =>
        Promise.all(
          [client, onWorker].map((container) =>
            eventually(
              () => from(container).lookup(robin.engineName),
              (found) => found.kind === 'resolved' && found.addresses.length === count,
            ),
          ),
        );
      await using _ = restoring(() => robin.scale(2));
      await robin.scale(1);
      await untilNamed(1);
      await expectNameOfTasks(robin.engineName, robin.tasks);
      await robin.scale(2);
      await untilNamed(2);
      await expectNameOfTasks(robin.engineName, robin.tasks);
      fact('the number of tasks', robin.tasks.length).is(2);
    },
  );

  behaviour(
    'swarm.tasks-name',
    'The name tasks.SERVICE resolves to the addresses of all tasks of a service, on all hosts',
    {
      docs: 'https://docs.docker.com/engine/swarm/networking/#container-discovery',
      needs,
      relies: ['vxlan', 'gossip', 'embedded-dns'],
      why: 'Databases that form a cluster of their tasks, and monitors that query each, miss the tasks of other hosts.',
    },
    async () => {
      const { client, everywhere } = world;
      const { tasks } = everywhere;
      await expectNameOfTasks(`tasks.${everywhere.engineName}`, tasks);
      const pages = await Promise.all(tasks.map(({ address }) => from(client).get(`http://${address}`)));
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
      // no request is sent to it: a kernel without IPVS forwards nothing from it
      why: 'Clients resolve the name to the address of one task, and keep that address after the task is replaced.',
    },
    async () => {
      const { client, onWorker, everywhere } = world;
      const { name, engineName, tasks } = everywhere;
      const address = reported('the virtual IP address in inspect', await everywhere.virtualAddress());
      for (const container of [client, onWorker]) {
        await untilNamesResolve([container, engineName]);
        const found = await Promise.all([from(container).lookup(engineName), from(container).systemLookup(engineName)]);
        for (const outcome of nonEmpty('the lookups', found)) await expect(outcome).toResolveTo({ name, address });
      }
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
