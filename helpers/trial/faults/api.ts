import { atCreate, atNetworkCreate } from './alter.ts';
import { type AnyFault, apiFault } from './fault.ts';

/** The networks of the trial that were created, by name. */
const created = new Set<string>();

/** What a network is called in its scenario. */
const nameOf = (name: unknown): string => String(name).split('-').at(-1) ?? '';

export const api: readonly AnyFault[] = [
  apiFault({
    name: 'a second network of the same name is created under another one',
    breaks: ['unique-network-name'],
    chapters: ['api'],
    request: atNetworkCreate((body) => {
      if (created.has(body.Name)) body.Name += '-second';
      created.add(body.Name);
    }),
  }),
  apiFault({
    name: 'a container that names its network by ID is on the default bridge',
    breaks: ['network-by-id'],
    request: atCreate((body) => {
      if (!/^[\da-f]{12,64}$/.test(body.HostConfig.NetworkMode)) return;
      body.HostConfig.NetworkMode = 'bridge';
      delete body.NetworkingConfig;
    }),
  }),
  apiFault({
    name: 'invalid options of a network are dropped',
    breaks: ['invalid-options'],
    request: atNetworkCreate((body) => {
      if (['icc', 'masquerade', 'binding'].includes(nameOf(body.Name))) body.Options = {};
    }),
  }),
  apiFault({
    name: 'a container is given its name as an alias',
    mustFail: ['api.aliases-as-given'],
    request: atCreate((body, name) => {
      for (const endpoint of Object.values<{ Aliases?: string[] }>(body.NetworkingConfig?.EndpointsConfig ?? {}))
        endpoint.Aliases?.push(name);
    }),
  }),
];
