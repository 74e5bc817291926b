import {
  networksOf,
  sharedService,
  type ComposeDeclaration,
  type ComposeFile,
  type ComposeService,
} from './compose.ts';
import { refusal } from './refusal.ts';

/** What Compose allows in the name of a service, and the suite in the identity of a server. */
const SERVICE_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** The values that a Compose file of a scenario can name. */
const COMPOSE_VALUES = ['PROJECT', 'PORT', 'PORT_2', 'PORT_3', 'PORT_4', 'NET', 'NET_2', 'NET6'] as const;

/** Throws a UserError for a project whose Compose file contradicts itself, or the suite. */
export function checkCompose(name: string, { file }: ComposeDeclaration): void {
  if (Object.keys(file.services).length === 0)
    throw refusal(`has a project "${name}" without services: give it at least one`);
  for (const [service, declared] of Object.entries(file.services)) checkService(name, service, declared, file);
  for (const [network, { external, ...others }] of Object.entries(file.networks ?? {})) {
    if (typeof external === 'object' && Object.keys(others).length > 0)
      throw refusal(
        `gives the external network "${network}" of the project "${name}" options of its own: they belong to the declared network`,
      );
  }
  const [unknown] = [...JSON.stringify(file).matchAll(/\$\{(\w+)\}/g)].flatMap(([, value = '']) =>
    COMPOSE_VALUES.some((known) => known === value) ? [] : [value],
  );
  if (unknown !== undefined)
    throw refusal(`uses \${${unknown}} in the project "${name}": there are ${COMPOSE_VALUES.join(', ')}`);
}

function checkService(project: string, name: string, service: ComposeService, file: ComposeFile): void {
  const { network_mode: mode, networks, scale = 1, hostname } = service;
  const what = `the service "${name}" of the project "${project}"`;
  if (!SERVICE_NAME.test(name)) throw refusal(`has ${what}: name it in lower case, with digits and single hyphens`);
  if (mode !== undefined && networks !== undefined)
    throw refusal(`gives ${what} both networks and a network_mode: Compose refuses the whole file, so leave out one`);
  const owner = sharedService(service);
  if (owner !== undefined && !(owner in file.services))
    throw refusal(`lets ${what} share the network of "${owner}", which is no service of it: name one that is`);
  if (scale > 1 && hostname !== undefined)
    throw refusal(`gives the replicas of ${what} one hostname, which would be their identity: leave it out`);
  for (const network of networksOf(service)) {
    if (network !== 'default' && !(network in (file.networks ?? {})))
      throw refusal(`puts ${what} on the network "${network}", which the file does not have: add it to its networks`);
  }
}
