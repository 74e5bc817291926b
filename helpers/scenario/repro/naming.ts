import { type ContainerDeclaration, aliasesOf } from '../declare.ts';
import { LAN } from './hosts.ts';
import type { NameOf } from './plan.ts';
import { scriptName, scriptVariable } from './script.ts';

/** The options of `docker run` for a container's names and DNS. */
export function namingOptions(declaration: ContainerDeclaration, requests: string, nameOf: NameOf): string[] {
  const { hostname, domainname, dns = [], dnsSearch, dnsOption, addHost = {}, links = {} } = declaration;
  return [
    ...usedAliases(declaration, requests).flatMap((alias) => ['--network-alias', alias]),
    ...option('--hostname', hostname),
    ...option('--domainname', domainname),
    ...dns.flatMap((server) => ['--dns', dnsServerInScript(server, nameOf)]),
    ...option('--dns-search', dnsSearch),
    ...option('--dns-option', dnsOption),
    ...Object.entries(addHost).flatMap(([name, address]) => ['--add-host', `${name}:${address}`]),
    ...Object.entries(links).flatMap(([alias, to]) => [
      '--link',
      `${typeof to === 'string' ? to : scriptName(nameOf(to))}:${alias}`,
    ]),
  ];
}

/** The address of a DNS server; that of a container is in a variable, which `dnsServerLines` sets. */
function dnsServerInScript(server: DnsServer, nameOf: NameOf): string {
  if (typeof server === 'string') return server;
  return server.kind === 'lan-host' ? LAN.lanHost : `$${scriptVariable(nameOf(server), 'dns')}`;
}

/** The lines that set the variables with the addresses of the containers that are a container's DNS servers. */
export function dnsServerLines({ dns = [] }: ContainerDeclaration, nameOf: NameOf): string[] {
  const servers = dns.filter((server) => typeof server !== 'string' && server.kind === 'container');
  const format = "'{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'";
  return servers.map((server) => {
    const name = nameOf(server);
    return `${scriptVariable(name, 'dns')}=$(docker inspect --format ${format} ${scriptName(name)})`;
  });
}

type DnsServer = NonNullable<ContainerDeclaration['dns']>[number];

/** From this number on, a command line lists only the requested aliases. */
const MANY_ALIASES = 6;

/** The aliases of a container; of many, those that are requested. */
function usedAliases(declaration: ContainerDeclaration, requests: string): readonly string[] {
  const aliases = aliasesOf(declaration);
  return aliases.length < MANY_ALIASES ? aliases : aliases.filter((alias) => requests.includes(alias));
}

const option = (name: string, values: string | readonly string[] = []): string[] =>
  [values].flat().flatMap((value) => [name, value]);
