import type { Way } from './way.ts';

/** Parties that are no services. */
export const outsiders = ['host', 'lan', 'world'] as const;

/** What fails where no rule allows it, and a note otherwise. */
export const strictnesses = ['world', 'ways-back'] as const;

export type Strictness = (typeof strictnesses)[number];

/** A text in the file, and where it is. */
export interface Placed {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** A line of `allow` or `deny`. */
export interface Rule {
  readonly verb: 'allow' | 'deny';
  /** Services, groups, networks and outsiders, as they are written. */
  readonly from: readonly Placed[];
  readonly to: readonly Placed[];
  readonly by: readonly Way[];
  readonly because?: string;
  readonly line: number;
}

/** An address that stands for the world: `tcp://203.0.113.25:587`. */
export interface WorldAddress {
  readonly address: string;
  readonly port: number;
}

/** How containers that are no services of the project are found: by the exact name, or by a label, `KEY` or `KEY=VALUE`. */
export interface ContainerFilter {
  readonly by: 'name' | 'label';
  readonly value: string;
  readonly placed: Placed;
}

/** A name for several parties. */
export interface Group {
  /** Its name, and where that is. */
  readonly placed: Placed;
  readonly parties: readonly Placed[];
}

/** A network-policy.yaml. What no rule allows is closed. */
export interface Policy {
  /** The path as the user gave it. */
  readonly file: string;
  /** The Compose project; undefined where it is that of the compose.yaml beside the file. */
  readonly project: string | undefined;
  /** Parties beside the services of the project, each with the containers that it is. */
  readonly containers: ReadonlyMap<string, ContainerFilter>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly rules: readonly Rule[];
  readonly strict: readonly Strictness[];
  readonly world: readonly WorldAddress[];
}

/** The keys of the file, each with its description for editors. */
export const policyKeys = {
  version: 'The version of this format',
  project: 'The Compose project; by default that of the compose.yaml beside this file',
  containers:
    'Parties that are no services of the project: a name for each, and its containers as name=NAME or label=KEY=VALUE',
  groups: 'A name for several parties',
  allow: 'Who may reach whom, and must be able to',
  deny: 'Exceptions from allow, and promises worth a line of their own',
  strict: 'What fails unless a rule allows it, and a note otherwise',
  world: 'Addresses that stand for the world, where a rule or strict names it as a target',
} as const;

/** The form of a filter, for editors and error messages. */
export const FILTER_PATTERN = '^(name|label)=.+$';

/** The keys of a rule. */
export const ruleKeys = {
  from: 'Who sends requests: a service, a key of containers, a group, network:KEY, services, host, lan or world, or a list',
  to: 'Who answers: the same, but lan',
  by: 'The ways: tcp/PORT, tcp/FROM-TO, tcp/*, udp/PORT, icmp, name, name/ALIAS or any, or a list; the port is that of the container',
  because: 'Why, for the report; deny needs it',
} as const;

/** The keys that a rule must have. */
export const requiredKeys = { allow: ['from', 'to', 'by'], deny: ['from', 'to', 'because'] } as const;
