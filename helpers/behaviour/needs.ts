import { type Run, currentRun } from '../engine/run.ts';
import { olderThan } from '../engine/version.ts';
import type { Obstacle } from '../engine/unsupported.ts';
import { unknownName } from '../engine/suggest.ts';
import { UserError } from '../engine/user-error.ts';
import { hostNeeds } from './host-needs.ts';

/** What a behaviour may need of the engine or the machine. */
export const needs = {
  ...hostNeeds,
  'engine-at-localhost': {
    what: "the engine publishes ports at this machine's localhost",
    how: 'run the suite on the machine of the engine',
    detect: ({ engine }: Run) => ({
      met: engine.location.publishedAt === '127.0.0.1',
      evidence: engine.location.because,
    }),
  },
  'engine-on-this-machine': {
    what: "the network of the engine's host is that of the machine that the specs run on",
    how: 'run the suite on the machine of the engine, where that is Linux',
    detect: ({ engine }: Run) => ({ met: engine.location.sharesNetwork, evidence: engine.location.because }),
  },
  'bridges-in-sight': {
    what: "the bridges of the engine's networks are seen from its host's network",
    how: 'run it on an engine that is not rootless',
    detect: ({ engine }: Run) => ({
      met: !(engine.rootless && engine.kind === 'podman'),
      evidence: 'Podman is rootless, and keeps its bridges in a network namespace that it lets no container into',
    }),
  },
  'root-on-engine-host': {
    what: "the suite may add a network interface and a plugin on the engine's host",
    how: 'run it as root on the machine of the engine, or on an embedded engine (--engine debian:trixie)',
    detect: ({ host }: Run) => ({ met: host.tools !== undefined, evidence: host.because }),
  },
  'network-plugins': {
    what: "the engine takes network drivers by Docker's plugin API",
    how: 'run it on Docker Engine (--engine debian:trixie)',
    detect: ({ engine }: Run) => ({
      met: engine.kind !== 'podman' && !engine.rootless,
      evidence: `the engine is ${engine.rootless ? 'rootless, and looks for plugins in a place of its own' : `${engine.name} ${engine.version}`}`,
    }),
  },
  'gateway-modes': {
    what: 'an engine that knows the gateway modes nat, nat-unprotected, routed and isolated of a bridge',
    how: 'run it on Docker Engine from 28 on (--engine debian:forky)',
    detect: ({ engine }: Run) => ({
      met: engine.kind === 'docker' && !olderThan(engine.version, '28'),
      evidence: `the engine is ${engine.name} ${engine.version}`,
    }),
  },
  'docker-user-chain': {
    what: 'an engine that asks the iptables chain DOCKER-USER before its own',
    how: 'run it on Docker Engine with iptables (--engine debian:trixie)',
    detect: ({ engine }: Run) => ({
      met: engine.kind === 'docker' && !engine.firewall.startsWith('nftables'),
      evidence: `the engine is ${engine.name} ${engine.version} with ${engine.firewall}`,
    }),
  },
  macvlan: {
    what: 'a kernel with macvlan, on a host that the suite may add a network interface to',
    how: 'run it as root on the machine of the engine, with CONFIG_MACVLAN',
    detect: ({ engine, host: { tools, because } }: Run) => {
      if (!tools) return { met: false, evidence: because };
      if (engine.rootless)
        return { met: false, evidence: 'the engine is rootless, and has no network interface of its host' };
      const lacks = tools.lacksForMacvlan;
      return {
        met: lacks.length === 0,
        evidence: lacks.length > 0 ? `the kernel lacks ${lacks.join(' and ')}` : because,
      };
    },
  },
  'two-engine-hosts': {
    what: 'engines on two hosts, in one swarm',
    how: 'set PEER_DOCKER_HOST to another node of the swarm of your engine, or use an embedded engine (--engine debian:trixie)',
    detect: ({ hosts, engine }: Run) =>
      engine.kind === 'podman'
        ? { met: false, evidence: 'the engine is Podman, which has no swarm' }
        : { met: hosts.kind !== 'none', evidence: hosts.because },
  },
  'spoofing-tools': {
    what: "the image of nginx has perl, by which a container sends packets with another's address",
    how: 'unset NGINX_IMAGE, or name an image with perl in it',
    detect: ({ programs = ['perl'] }: Run) => {
      const met = programs.includes('perl');
      return { met, evidence: `the image of nginx has ${met ? 'perl' : 'no perl'}` };
    },
  },
  lab: {
    what: 'engines on hosts of the suite, so that it may look at the packets between them and drop some',
    how: 'use an embedded engine (--engine debian:trixie)',
    detect: ({ hosts }: Run) => ({ met: hosts.kind === 'lab', evidence: hosts.because }),
  },
} as const;

export type Need = keyof typeof needs;

/** Why a behaviour with these needs cannot be shown on the engine of a run, or undefined where it can. */
export function unmet(wanted: readonly Need[], run: Run = currentRun()): { need: Need; reason: string } | undefined {
  for (const need of wanted) {
    if (!needs[need].detect(run).met) return { need, reason: reasonOf({ need }, run) };
  }
  return undefined;
}

/** An unmet need in words: what it is, what was found instead, what to do. */
export function reasonOf({ need, evidence }: Obstacle, run: Run = currentRun()): string {
  const { what, how, detect } = needs[need as Need];
  return `needs ${need}: ${what}; here, ${evidence ?? detect(run).evidence}. To have it shown, ${how}.`;
}

/** The needs whose lack is a failure, from `REQUIRE=name,…`: continuous integration must not lose coverage in silence. */
export function required(): ReadonlySet<string> {
  return listed(process.env['REQUIRE']);
}

/** The behaviours that the user switched off, from `DISABLE=id,…`. */
export function disabled(): ReadonlySet<string> {
  return listed(process.env['DISABLE']);
}

function strangers(names: ReadonlySet<string>, known: readonly string[]): string[] {
  return [...names].filter((name) => !known.includes(name));
}

/** Throws a UserError where REQUIRE or DISABLE names something that there is not. */
export function checkLists(ids: readonly string[]): void {
  const [need] = strangers(required(), Object.keys(needs));
  if (need)
    throw new UserError(
      `REQUIRE: ${unknownName('need', need, Object.keys(needs), 'BEHAVIOURS.md lists what behaviours require')}`,
    );
  const [id] = strangers(disabled(), ids);
  if (id) throw new UserError(`DISABLE: ${unknownName('behaviour', id, ids, 'npm run behaviours lists them all')}`);
}

function listed(value = ''): ReadonlySet<string> {
  return new Set(
    value
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );
}
