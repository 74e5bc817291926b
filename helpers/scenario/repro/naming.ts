import { type ContainerDeclaration, aliasesOf } from '../declare.ts';
import { LAN } from './hosts.ts';

/** The options of `docker run` for a container's names and DNS. */
export function namingOptions(declaration: ContainerDeclaration, requests: string): string[] {
  const { hostname, dns = [], dnsSearch, dnsOption, addHost = {} } = declaration;
  return [
    ...usedAliases(declaration, requests).flatMap((alias) => ['--network-alias', alias]),
    ...option('--hostname', hostname),
    ...dns.flatMap((server) => ['--dns', typeof server === 'string' ? server : LAN.lanHost]),
    ...option('--dns-search', dnsSearch),
    ...option('--dns-option', dnsOption),
    ...Object.entries(addHost).flatMap(([name, address]) => ['--add-host', `${name}:${address}`]),
  ];
}

/** From this number on, a command line lists only the requested aliases. */
const MANY_ALIASES = 6;

/** The aliases of a container; of many, those that are requested. */
function usedAliases(declaration: ContainerDeclaration, requests: string): readonly string[] {
  const aliases = aliasesOf(declaration);
  return aliases.length < MANY_ALIASES ? aliases : aliases.filter((alias) => requests.includes(alias));
}

const option = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [name, value]);
