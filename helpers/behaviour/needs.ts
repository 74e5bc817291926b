import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { defaultSuite, suiteNamed } from '../engine/embedded/suites.ts';
import { type Run, currentRun } from '../engine/run.ts';
import { suiteCommand } from '../engine/suite-command.ts';
import type { Obstacle } from '../engine/unsupported.ts';
import { UserError } from '../engine/user-error.ts';
import { unknownName } from '../engine/suggest.ts';
import { olderThan } from '../engine/version.ts';
import { hostNeeds } from './host-needs.ts';
import type { UnmetNeed } from './verdict.ts';

/** The remedy for what an embedded engine has. */
const tryDefault = `try --engine ${defaultSuite}`;

const USUAL_MTU = 1500;

/** Measured with 4.3, which it does not work with, and 5.4. */
const FIRST_PODMAN_FOR_COMPOSE = '5.4';

/**
 * Requirements of the engine or the machine. `requires` describes one, `remedy` is how to meet it, and `evidence` is what
 * was found instead, as a clause that stands alone.
 */
export const needs = {
  ...hostNeeds,
  'engine-at-localhost': {
    requires: "ports published at this machine's localhost",
    remedy: 'run the suite on the machine of the engine',
    detect: ({ engine }: Run) => ({
      met: engine.location.publishedAt === '127.0.0.1',
      evidence: engine.location.because,
    }),
  },
  'engine-on-this-machine': {
    requires: "this process on the network of the engine's host",
    remedy: 'run the suite on the machine of the engine, on Linux',
    detect: ({ engine }: Run) => ({ met: engine.location.sharesNetwork, evidence: engine.location.because }),
  },
  'free-address-pools': {
    requires: 'a free subnet in the default address pools of the engine',
    remedy: 'remove networks that are not in use (docker network prune), or add a pool to default-address-pools',
    detect: ({ engine }: Run) => ({
      met: engine.settings.addressPools !== 'used up',
      evidence: 'all their subnets are in use, so that the suite gives each network a subnet',
    }),
  },
  'subnets-chosen-again': {
    requires: 'an engine that chooses the subnet of a removed network again (Podman, Docker Engine 27+)',
    remedy: 'see engine.address-pools-avoid-host, which judges the same where one subnet is left',
    // measured: 26.1 after 30 others, 28.5 at once
    detect: ({ engine }: Run) => ({
      met: engine.kind !== 'docker' || !olderThan(engine.version, '27'),
      evidence: `${engine.name} ${engine.version} reuses a subnet only after all others`,
    }),
  },
  'ipv6-to-lan': {
    requires: "an IPv6 route from the network of the engine's bridges to other hosts",
    remedy: 'run the suite on an engine that is not rootless',
    detect: ({ engine }: Run) => ({
      met: !engine.rootless || (engine.kind === 'podman' && !olderThan(engine.version, '5.8')),
      evidence: 'this engine is rootless, and its network namespace has no such route',
    }),
  },
  'default-network-mtu': {
    requires: 'networks with the MTU of the engine',
    remedy: 'remove com.docker.network.driver.mtu from default-network-opts in daemon.json',
    detect: ({ engine }: Run) => {
      const { 'com.docker.network.driver.mtu': mtu } = engine.settings.networkDefaults ?? {};
      return { met: mtu === undefined, evidence: `daemon.json gives every network an MTU of ${mtu}` };
    },
  },
  'usual-route-mtu': {
    requires: 'a default route with an MTU of 1500, where networks have its MTU (Podman 5.6+)',
    remedy: 'see mtu.option, which judges the same with a configured MTU',
    // https://github.com/containers/netavark/pull/1281
    detect: ({ engine }: Run) => {
      const { defaultRouteMtu = USUAL_MTU } = engine.surroundings;
      const isTaken = engine.kind === 'podman' && !olderThan(engine.version, '5.6');
      return {
        met: !isTaken || defaultRouteMtu === USUAL_MTU,
        evidence: `the interface of the host's default route has an MTU of ${defaultRouteMtu}`,
      };
    },
  },
  'default-network-host-address': {
    requires: 'networks that publish ports on all host addresses by default',
    remedy: 'remove com.docker.network.bridge.host_binding_ipv4 from default-network-opts in daemon.json',
    detect: ({ engine }: Run) => {
      const { 'com.docker.network.bridge.host_binding_ipv4': address } = engine.settings.networkDefaults ?? {};
      return { met: address === undefined, evidence: `daemon.json has every network publish on ${address}` };
    },
  },
  'prompt-port-refusal': {
    requires: 'an engine that refuses a host port in use at once (rootless: Docker Engine 28+)',
    remedy: 'try --engine debian:forky+rootless',
    detect: ({ engine }: Run) => ({
      met: !(engine.rootless && engine.kind === 'docker' && olderThan(engine.version, '28')),
      evidence: `this is rootless ${engine.name} ${engine.version}, which waits for its userland proxy for 16 s`,
    }),
  },
  'process-where-published': {
    requires: 'a process of the suite on the network where the engine publishes ports',
    remedy: 'run the suite on an engine that is not rootless',
    detect: ({ engine }: Run) => ({
      met: engine.location.publishesHere !== true,
      evidence: `${engine.location.because}, and so is the process`,
    }),
  },
  'visible-bridges': {
    requires: "bridge interfaces in the network namespace of the engine's host",
    remedy: 'run the suite on an engine that is not rootless',
    detect: ({ engine }: Run) => ({
      met: !(engine.rootless && engine.kind === 'podman') && engine.surroundings.bridgesOnHostNetwork !== false,
      evidence: `rootless ${engine.name} keeps its bridges in a network namespace that no container on the host network sees`,
    }),
  },
  'lan-host': {
    requires: "another host on one link with the engine's host",
    remedy: `run the suite with --lan, or as root on the machine of the engine, or ${tryDefault}`,
    detect: ({ host: { tools, connector, noConnector, because } }: Run) => ({
      met: tools !== undefined || connector !== undefined,
      evidence: noConnector ?? because,
    }),
  },
  'lan-route': {
    requires: "a route of LAN hosts to the engine's bridges",
    remedy: 'run the suite on an engine that is not rootless',
    detect: ({ engine }: Run) => ({
      met: !engine.rootless,
      evidence: 'this engine is rootless, and its bridges are in a network namespace of its own',
    }),
  },
  'root-on-engine-host': {
    requires: "root on the engine's host, to add a plugin",
    remedy: `run the suite as root on the machine of the engine, or ${tryDefault}`,
    detect: ({ engine, host: { tools, because } }: Run) => {
      const folder = tools && dirname(tools.plugins);
      // dockerd makes this folder when it starts; a container on the host network has another file system
      if (folder !== undefined && engine.kind !== 'podman' && !existsSync(folder))
        return {
          met: false,
          evidence: `this process is not in the file system of the engine's host, which has ${folder}`,
        };
      return { met: tools !== undefined, evidence: because };
    },
  },
  'network-plugins': {
    requires: "network plugins by Docker's plugin API",
    remedy: tryDefault,
    detect: ({ engine }: Run) => ({
      met: engine.kind !== 'podman' && !engine.rootless,
      evidence: engine.rootless
        ? 'this engine is rootless and looks for plugins in its own directory'
        : `this is ${engine.name} ${engine.version}`,
    }),
  },
  'gateway-modes': {
    requires: 'bridge gateway modes (Docker Engine 28+)',
    remedy: 'try --engine debian:forky',
    detect: ({ engine }: Run) => ({
      met: engine.kind === 'docker' && !olderThan(engine.version, '28'),
      evidence: `this is ${engine.name} ${engine.version}`,
    }),
  },
  'direct-routing-options': {
    requires: 'options that allow direct routing to published ports (Docker Engine 28.2+)',
    remedy: 'try --engine debian:forky',
    detect: ({ engine }: Run) => ({
      met: engine.kind === 'docker' && !olderThan(engine.version, '28.2'),
      evidence: `this is ${engine.name} ${engine.version}`,
    }),
  },
  'dockerd-options': {
    requires: 'an engine with options of dockerd',
    remedy: tryDefault,
    detect: ({ engine }: Run) => ({
      met: engine.kind === 'docker',
      evidence: `this is ${engine.name} ${engine.version}`,
    }),
  },
  'default-network-options': {
    requires: 'dockerd --default-network-opt (Docker Engine 24+)',
    remedy: tryDefault,
    detect: ({ engine }: Run) => ({
      met: engine.kind === 'docker' && !olderThan(engine.version, '24'),
      evidence: `this is ${engine.name} ${engine.version}`,
    }),
  },
  'networks-at-create': {
    requires: 'several networks at the creation of a container (Docker Engine 25+)',
    remedy: tryDefault,
    detect: ({ engine }: Run) => ({
      met: engine.kind !== 'docker' || !olderThan(engine.version, '25'),
      evidence: `this is ${engine.name} ${engine.version}`,
    }),
  },
  links: {
    requires: 'links on the default bridge (Docker Engine)',
    remedy: tryDefault,
    detect: ({ engine }: Run) => ({
      met: engine.kind === 'docker',
      evidence: `this is ${engine.name} ${engine.version}`,
    }),
  },
  'link-variables': {
    requires: 'the environment variables of links (Docker Engine up to 28)',
    remedy: tryDefault,
    detect: ({ engine }: Run) => ({
      met: engine.kind === 'docker' && olderThan(engine.version, '29'),
      evidence: `this is ${engine.name} ${engine.version}`,
    }),
  },
  'docker-user-chain': {
    requires: 'the iptables chain DOCKER-USER',
    remedy: tryDefault,
    detect: ({ engine }: Run) => ({
      met: engine.kind === 'docker' && !engine.firewall.startsWith('nftables'),
      evidence: `this is ${engine.name} ${engine.version} with ${engine.firewall}`,
    }),
  },
  'docker-user-chain-ipv6': {
    requires: 'the ip6tables chain DOCKER-USER (Docker Engine 27+)',
    remedy: 'try --engine debian:forky',
    detect: ({ engine }: Run) => ({
      met: engine.kind === 'docker' && !engine.firewall.startsWith('nftables') && !olderThan(engine.version, '27'),
      evidence: `this is ${engine.name} ${engine.version} with ${engine.firewall}`,
    }),
  },
  macvlan: {
    requires: "macvlan in the kernel, and another host on one link with the engine's host",
    remedy: 'run the suite with --lan, or as root on the machine of the engine, with CONFIG_MACVLAN in its kernel',
    detect: (run: Run) => detectDevice(run, 'lacksForMacvlan'),
  },
  ipvlan: {
    requires: "IPvlan in the kernel, and another host on one link with the engine's host",
    remedy: 'run the suite with --lan, or as root on the machine of the engine, with CONFIG_IPVLAN in its kernel',
    detect: (run: Run) => detectDevice(run, 'lacksForIpvlan'),
  },
  'two-engine-hosts': {
    requires: 'engines on two hosts in one swarm',
    remedy: `set PEER_DOCKER_HOST to another node of your swarm, or ${tryDefault}`,
    detect: ({ hosts, engine }: Run) =>
      engine.kind === 'podman'
        ? { met: false, evidence: 'this is Podman, which has no swarm' }
        : { met: hosts.kind !== 'none', evidence: hosts.because },
  },
  'docker-compose': {
    requires: 'Docker Compose 2 or newer, and an engine that it works with',
    remedy: `install the Compose plugin of the docker CLI, or ${tryDefault}`,
    detect: ({ compose, engine }: Run) => {
      if (compose === undefined) return { met: false, evidence: 'it was not looked for' };
      if (!('version' in compose)) return { met: false, evidence: compose.missing };
      // the bridge changes its MAC address: https://github.com/containers/netavark/pull/833
      if (engine.kind === 'podman' && olderThan(engine.version, FIRST_PODMAN_FOR_COMPOSE))
        return {
          met: false,
          evidence: `the DNS server of Podman ${engine.version} stops answering when Docker Compose connects or recreates containers`,
        };
      return { met: true, evidence: `this is Docker Compose ${compose.version}` };
    },
  },
  perl: {
    requires: 'perl in the nginx image, to send what usual programs do not send',
    remedy: 'unset NGINX_IMAGE, or set it to an image with perl',
    detect: ({ programs = ['perl'] }: Run) => {
      const met = programs.includes('perl');
      return { met, evidence: `the nginx image has ${met ? 'perl' : 'no perl'}` };
    },
  },
  lab: {
    requires: "engines on the suite's own hosts, to capture and drop packets between them",
    remedy: tryDefault,
    detect: ({ hosts }: Run) => ({ met: hosts.kind === 'lab', evidence: hosts.because }),
  },
  firewalld: {
    requires: "engines on the suite's own hosts, with firewalld",
    remedy: 'try --engine debian:forky+firewalld',
    detect: ({ hosts }: Run) => ({
      met: hosts.kind === 'lab' && suiteNamed(hosts.suite).options.includes('firewalld'),
      evidence: hosts.kind === 'lab' ? 'no firewalld runs on them' : hosts.because,
    }),
  },
  'no-firewalld': {
    requires: 'a host without firewalld, which drops some packets that the engine accepts',
    remedy: tryDefault,
    detect: ({ engine }: Run) => ({
      met: !engine.options.includes('firewalld'),
      evidence: "firewalld runs on the engine's host",
    }),
  },
} as const;

export type Need = keyof typeof needs;

/** Whether the engine can add a network device of a kind to an interface of its host that leads to a LAN host. */
function detectDevice(
  { engine, host: { tools, connector, noConnector, because } }: Run,
  lacking: 'lacksForMacvlan' | 'lacksForIpvlan',
): { met: boolean; evidence: string } {
  const access = connector ?? tools;
  if (!access) return { met: false, evidence: noConnector ?? because };
  if (engine.rootless)
    return { met: false, evidence: 'this engine is rootless and cannot use a network interface of its host' };
  const lacks = access[lacking];
  return {
    met: lacks.length === 0,
    evidence: lacks.length > 0 ? `the kernel lacks ${lacks.join(' and ')}` : because,
  };
}

/** The needs, of these, that are not met on the engine of a run. */
export function unmetNeeds(wanted: readonly Need[], run: Run = currentRun()): UnmetNeed[] {
  return wanted.filter((need) => !needs[need].detect(run).met).map((need) => unmetNeedOf({ need }, run));
}

/** The need that an obstacle leaves unmet. */
export function unmetNeedOf({ need, evidence }: Obstacle, run: Run = currentRun()): UnmetNeed {
  const { requires, remedy, detect } = needs[need as Need];
  return { need, requires, evidence: evidence ?? detect(run).evidence, remedy };
}

/** An unmet need as text: `requires bridge gateway modes (Docker Engine 28+), but this is Docker Engine 26.1.5; try …`. */
export function printUnmet({ requires, evidence, remedy }: UnmetNeed): string {
  return `requires ${requires}, but ${evidence}; ${remedy}`;
}

/** The word in REQUIRE for every need, also for those that no engine of this kind or version can meet. */
const EVERY_NEED = 'all';

/** The needs, of these, that must be met: those in `REQUIRE=name,…`, or all with `REQUIRE=all`. */
export function requiredOf(unmet: readonly UnmetNeed[]): UnmetNeed[] {
  const required = namesIn(process.env['REQUIRE']);
  return required.has(EVERY_NEED) ? [...unmet] : unmet.filter(({ need }) => required.has(need));
}

/** The behaviours that the user disabled, from `DISABLE=id,…`. */
export function disabledIds(): ReadonlySet<string> {
  return namesIn(process.env['DISABLE']);
}

function unknownIn(names: ReadonlySet<string>, known: readonly string[]): string[] {
  return [...names].filter((name) => !known.includes(name));
}

/** Throws a UserError where REQUIRE or DISABLE has an unknown name. */
export function checkRequireAndDisable(ids: readonly string[]): void {
  const known = [...Object.keys(needs), EVERY_NEED];
  const [need] = unknownIn(namesIn(process.env['REQUIRE']), known);
  if (need)
    throw new UserError(`REQUIRE: ${unknownName('need', need, known, 'BEHAVIOURS.md lists what behaviours require')}`);
  const [id] = unknownIn(disabledIds(), ids);
  if (id)
    throw new UserError(
      `DISABLE: ${unknownName('behaviour', id, ids, `${suiteCommand('behaviours')} lists them all`)}`,
    );
}

function namesIn(value = ''): ReadonlySet<string> {
  return new Set(
    value
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );
}
