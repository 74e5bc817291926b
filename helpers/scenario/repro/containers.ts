import { bracketed } from '../../engine/bracketed.ts';
import { imageInScript } from '../../images/roles.ts';
import { type ContainerDeclaration, type Declaration, isLanHost } from '../declare.ts';
import { sharedPorts } from '../ports.ts';
import { dnsServer } from '../dns-server.ts';
import { sysctlsOf } from '../sysctls.ts';
import { LAN } from './hosts.ts';
import { connecting, networkIdLines, networkWords } from './endpoints.ts';
import { dnsServerLines, namingOptions } from './naming.ts';
import { serverWords } from './nginx.ts';
import { type NameOf, type Plan, containerIn, docker, hasEngines } from './plan.ts';
import { scriptName, plainName, shellWord } from './script.ts';

/** The command that runs a container. */
export function containerLine(name: string, declaration: ContainerDeclaration, plan: Plan, nameOf: NameOf): string {
  const {
    publish,
    publishOn,
    publishUdp,
    publishForSharing,
    publishAll,
    expose,
    exposeUdp,
    capAdd,
    capDrop,
    restart,
    stopped,
    at,
  } = declaration;
  const publishAt = plan.hostPorts.get(name);
  const words = [
    ['run', '-d', '--name', scriptName(name)],
    networkWords(declaration, nameOf),
    namingOptions(declaration, plan.requests, nameOf),
    publish === undefined ? [] : publishWords(publishOn, publishAt, String(publish)),
    publishUdp === undefined ? [] : publishWords(publishOn, publishAt, `${publishUdp}/udp`),
    publishForSharing ? ['-p', String(sharedPorts.port)] : [],
    publishAll ? ['--publish-all'] : [],
    expose === undefined ? [] : ['--expose', String(expose)],
    exposeUdp === undefined ? [] : ['--expose', `${exposeUdp}/udp`],
    restart === undefined ? [] : ['--restart', restart],
    capAdd === undefined ? [] : ['--cap-add', capAdd],
    capDrop === undefined ? [] : ['--cap-drop', capDrop],
    sysctlWords(plan.requests.includes(' ping ') ? sysctlsOf(declaration) : declaration.sysctls),
    serverWords(name, declaration, plan, plan.ports.get(name)),
  ].flat();
  const stop = stopped ? ` && ${docker(at, nameOf)} stop --time 0 ${scriptName(name)}` : '';
  const before = [...networkIdLines(declaration, nameOf), ...dnsServerLines(declaration, nameOf)];
  const after = declaration.dnsServer ? [dnsServerLine(name)] : [];
  return [...before, `${docker(at, nameOf)} ${words.map(shellWord).join(' ')}${stop}`, ...after].join('\n');
}

/** The command that starts the DNS server of a container. */
function dnsServerLine(name: string): string {
  const { DNS_ZONE: zone } = dnsServer.environment;
  return `docker exec -d ${scriptName(name)} perl -e "$(cat fixtures/lab/dns.pl)" ${zone}`;
}

function sysctlWords(sysctls: ContainerDeclaration['sysctls'] = {}): string[] {
  return Object.entries(sysctls).flatMap(([name, value]) => ['--sysctl', `${name}=${value}`]);
}

/** Whether a request is for an IPv6 address of the LAN. */
export function usesLanIpv6({ requests }: Plan): boolean {
  return requests.includes(LAN.lanHost6) || requests.includes(LAN.engineHost6);
}

/** The command that runs a server on the host network, in the place of a listener of the test process. */
export function listenerLine(name: string, everywhere: boolean, plan: Plan): string {
  const { port = 0, otherPort = 0, udpPort = 0 } = plan.ports.get(name) ?? {};
  const families = usesLanIpv6(plan) ? ['', '[::]:'] : [''];
  const starts = everywhere ? families : ['127.0.0.1:'];
  const pages = starts.flatMap((start) => [`listen ${start}${port};`, `listen ${start}${otherPort};`]);
  const datagrams = starts.map((start) => `listen ${start}${udpPort} udp;`);
  const listen = [pages.join(' '), datagrams.join(' ')];
  const image = ['--entrypoint', 'sh', imageInScript('nginx'), '-c', '$NGINX', plainName(name), ...listen];
  return `docker run -d --name ${scriptName(name)} --network host ${image.map(shellWord).join(' ')}`;
}

/** One option for each address that a port is published on, or one for all of them. */
function publishWords(on: ContainerDeclaration['publishOn'], at: string | undefined, port: string): string[] {
  if (on === undefined || on === '') return ['-p', at === undefined ? port : `${at}:${port}`];
  const addresses = isLanHost(on) ? [LAN.engineHost] : [on].flat().map(bracketed);
  return addresses.flatMap((address) => ['-p', `${address}:${at ?? ''}:${port}`]);
}

/** The commands that connect a running container to its other networks. */
export function connectLines(name: string, declared: Declaration, nameOf: NameOf): string[] {
  const container = containerIn(declared);
  if (!container) return [];
  return connecting(name, container, nameOf).map(
    (words) => `${docker(container.at, nameOf)} ${words.map(shellWord).join(' ')}`,
  );
}

/** The command that waits until every server answers on its own loopback address. */
export function waitLines({ declarations, ports, refused }: Plan, nameOf: NameOf): string[] {
  const servers = Object.entries(declarations).flatMap(([name, declared]) => {
    const container = containerIn(declared);
    const isServer =
      container || declared.kind === 'listener' || (declared.kind === 'lan-host' && !hasEngines(declarations));
    if (!isServer || refused.has(name) || container?.stopped) return [];
    const port = ports.get(name)?.port ?? (container?.role === 'grafana' ? 3000 : 80);
    return [`${docker(container?.at, nameOf)} exec ${scriptName(name)} curl -s --noproxy "*" 127.0.0.1:${port}`];
  });
  if (servers.length === 0) return [];
  const each = servers.join(' &&\n  ');
  return ['# until all of them answer', `timeout 60 sh -c 'until ${each}; do sleep 0.2; done' >/dev/null 2>&1`];
}
