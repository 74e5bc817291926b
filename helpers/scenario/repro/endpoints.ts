import { address6In, addressIn } from '../addressing.ts';
import {
  type Attachment,
  type ContainerDeclaration,
  type EndpointOptions,
  type NetworkDeclaration,
  aliasesOf,
  endpointDriverOptions,
} from '../declare.ts';
import { connectWords } from '../endpoint-config.ts';
import { subnetInScript } from './networks.ts';
import type { NameOf } from './plan.ts';
import { scriptName, scriptVariable } from './script.ts';

/** The options of `docker run` for a container's networks, and its addresses there. */
export function networkWords(declaration: ContainerDeclaration, nameOf: NameOf): string[] {
  const { on, alsoOn = [], mac } = declaration;
  const others = alsoOn.filter(({ atCreate }) => atCreate);
  const extended = others.length > 0 || declaration.gwPriority !== undefined || hasDriverOptions(declaration);
  if (on.kind === 'network' && extended)
    // --network-alias is for the first network
    return [{ ...declaration, on, alias: [] }, ...others].flatMap((attachment) => extendedWords(attachment, nameOf));
  if (on.kind === 'shared') return ['--network', `container:${scriptName(nameOf(on.of))}`];
  if (on.kind === 'predefined')
    return [
      ...(on.unnamed ? [] : ['--network', on.mode]),
      ...(declaration.ip === undefined ? [] : ['--ip', declaration.ip]),
    ];
  const { ip, ip6 } = addressesOf(declaration, on, nameOf);
  return [
    '--network',
    declaration.networkBy === undefined ? networkName(on, nameOf) : `$${scriptVariable(nameOf(on), 'by_id')}`,
    ...(ip === undefined ? [] : ['--ip', ip]),
    ...(ip6 === undefined ? [] : ['--ip6', ip6]),
    ...(mac === undefined ? [] : ['--mac-address', mac]),
  ];
}

/** The line that sets the variable with the ID of a network, where a container is created on it by that. */
export function networkIdLines({ on, networkBy }: ContainerDeclaration, nameOf: NameOf): string[] {
  if (on.kind !== 'network' || networkBy === undefined) return [];
  const format = networkBy === 'ID' ? '{{.Id}}' : '{{slice .Id 0 12}}';
  const name = nameOf(on);
  return [`${scriptVariable(name, 'by_id')}=$(docker network inspect --format '${format}' ${scriptName(name)})`];
}

/** The words of the docker commands that connect a running container to its other networks. */
export function connecting(name: string, { alsoOn = [] }: ContainerDeclaration, nameOf: NameOf): string[][] {
  const later = alsoOn.filter(({ atCreate }) => !atCreate);
  return later.map((attachment) => connectingWords(name, attachment, nameOf));
}

function connectingWords(name: string, attachment: Attachment, nameOf: NameOf): string[] {
  const { on } = attachment;
  const subnets = { subnet: subnetInScript(on, nameOf), subnet6: on.subnet6 };
  return ['network', 'connect', ...connectWords(attachment, subnets), networkName(on, nameOf), scriptName(name)];
}

/** `--network name=NETWORK,ip=ADDRESS,…`: the docker CLI has no other word for these options. */
function extendedWords(attachment: Attachment, nameOf: NameOf): string[] {
  const { on, mac, gwPriority } = attachment;
  const { ip, ip6 } = addressesOf(attachment, on, nameOf);
  const fields = [
    `name=${networkName(on, nameOf)}`,
    ...aliasesOf(attachment).map((alias) => `alias=${alias}`),
    ...(ip === undefined ? [] : [`ip=${ip}`]),
    ...(ip6 === undefined ? [] : [`ip6=${ip6}`]),
    ...(mac === undefined ? [] : [`mac-address=${mac}`]),
    ...(gwPriority === undefined ? [] : [`gw-priority=${gwPriority}`]),
    ...Object.entries(endpointDriverOptions(attachment)).map(([key, value]) => `driver-opt=${key}=${value}`),
  ];
  return ['--network', fields.join(',')];
}

/** The name of a network in a script: that of the user's is its own. */
function networkName(on: NetworkDeclaration, nameOf: NameOf): string {
  if (!on.existing) return scriptName(nameOf(on));
  const { network, project } = on.existing;
  return project === undefined ? network : `${project}_${network}`;
}

function addressesOf({ ip, ip6 }: EndpointOptions, on: NetworkDeclaration, nameOf: NameOf) {
  return {
    ip: ip === undefined ? undefined : addressIn(subnetInScript(on, nameOf) ?? '', ip),
    ip6: ip6 === undefined ? undefined : address6In(on, ip6),
  };
}

function hasDriverOptions(options: EndpointOptions): boolean {
  return Object.keys(endpointDriverOptions(options)).length > 0;
}
