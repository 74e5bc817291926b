import {
  behaviour,
  closedTo,
  describe,
  expect,
  expectingNoAnswer,
  from,
  openTo,
  scenario,
  sharedProbes,
  required,
} from '../../helpers/behaviour/index.ts';
import { gatewayOf } from '../../helpers/behaviour/subnet.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/create/#internal';
const needs = ['root-on-engine-host', 'host-accepts-containers'] as const;
const who = 'a container on an internal network';

describe("A container on an internal network, and the engine's host", () => {
  const world = scenario(({ network, nginx, lanHost, listener }) => {
    const [internal, ordinary] = [network({ driver: 'bridge', internal: true }), network({ driver: 'bridge' })];
    return {
      internal,
      ordinary,
      inside: nginx({ on: internal }),
      outside: nginx({ on: ordinary, publish: 80 }),
      lanHost: lanHost(),
      process: listener({ everywhere: true }),
    };
  });

  const host = () => required("address of the engine's host on the link", world.lanHost.engineAddress);
  const gateway = async () => gatewayOf(await world.internal.inspect());
  const processAt = (address: string) => `http://${address}:${world.process.port}`;

  const probes = sharedProbes({
    toHost: () => from(world.inside).get(processAt(host()), expectingNoAnswer),
    toGateway: async () => from(world.inside).get(processAt(await gateway()), expectingNoAnswer),
    toPublished: () => from(world.inside).get(world.outside.publishedAt(host()), expectingNoAnswer),
    toPublishedAtGateway: async () =>
      from(world.inside).get(world.outside.publishedAt(await gateway()), expectingNoAnswer),

    outsideToHost: () => from(world.outside).get(processAt(host())),
    outsideFromLanHost: () => from(world.lanHost).get(world.outside.publishedAt(host())),
  });

  behaviour(
    'internal.other-published',
    'A container on an internal network cannot reach ports published from other networks',
    {
      docs,
      why: 'A confined container reaches the outside through any published service.',
      needs: [...needs, 'engine-firewall', 'ip-forwarding'],
      relies: ['internal', 'filter'],
      controlsRely: ['published-ports', 'from-lan'],
      security: closedTo(who, 'a port published from another network'),
    },
    async () => {
      const control = { control: probes.outsideFromLanHost, answeredBy: world.outside };
      await expect(probes.toPublished).toBeBlocked(control);
      await expect(probes.toPublishedAtGateway).toBeBlocked(control);
    },
  );

  behaviour(
    'internal.host-address',
    "A container on an internal network cannot reach host processes at the host's LAN address",
    {
      docs,
      why: "A confined container reaches the host's services: SSH, databases, the engine itself.",
      needs,
      relies: ['internal', 'internal-route'],
      controlsRely: ['host-ports'],
      security: closedTo(who, "a process of the engine's host at the host's LAN address"),
    },
    async () => {
      await expect(probes.toHost).toBeBlocked({ control: probes.outsideToHost, answeredBy: world.process });
    },
  );

  behaviour(
    'internal.host-gateway',
    "By default, a container on an internal network reaches host processes at the gateway's address",
    {
      docs,
      why: 'Confined containers lose the services of the host that they use at the gateway, such as a proxy.',
      needs,
      relies: ['host-ports', 'bridge-gateway'],
      security: openTo(who, "a process of the engine's host at the gateway's address"),
    },
    async () => {
      await expect(probes.toGateway).toBeAnsweredBy(world.process);
    },
  );
});
