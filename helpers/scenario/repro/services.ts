import type { ServiceDeclaration } from '../declare/service.ts';
import { imageInScript } from '../../images/roles.ts';
import { type NameOf, docker } from './plan.ts';
import { plainName, scriptName, shellWord } from './script.ts';

/** The command that creates a service, and ends once its tasks run. */
export function serviceLine(name: string, declaration: ServiceDeclaration, nameOf: NameOf): string {
  const { on, replicas, role, endpointMode, publishOnHost } = declaration;
  const words = [
    ['--quiet', '--name', scriptName(name), '--network', scriptName(nameOf(on))],
    replicas === undefined ? ['--mode', 'global'] : ['--replicas', String(replicas)],
    role === undefined ? [] : ['--constraint', `node.role==${role}`],
    endpointMode === undefined ? [] : ['--endpoint-mode', endpointMode],
    publishOnHost === undefined ? [] : ['--publish', `mode=host,target=${publishOnHost}`],
    ['--no-resolve-image', '--entrypoint', 'sh', imageInScript('nginx'), '-c', '$NGINX', plainName(name)],
  ].flat();
  return `${docker(on.across[0], nameOf)} service create ${words.map(shellWord).join(' ')}`;
}

/** The command that prints the addresses of its tasks, each with the name of the service. */
export function taskAddressesLine(name: string, { on }: ServiceDeclaration, nameOf: NameOf): string {
  const by = docker(on.across[0], nameOf);
  const format = `'/${scriptName(name)}{{range .NetworksAttachments}}{{range .Addresses}} {{.}}{{end}}{{end}}'`;
  const tasks = `$(${by} service ps --filter desired-state=running --quiet --no-trunc ${scriptName(name)})`;
  return `${by} inspect --format ${format} ${tasks} | cut -d / -f 1,2`;
}

/** The commands that remove a service, and wait until the containers of its tasks are gone. */
export function serviceRemoval(name: string, { on }: ServiceDeclaration, nameOf: NameOf): string[] {
  const left = (by: string): string => `"$(${by} ps --all --quiet --filter name=${scriptName(name)}.)"`;
  const waits = on.across.map((host) => `while [ -n ${left(docker(host, nameOf))} ]; do sleep 0.2; done`);
  return [`${docker(on.across[0], nameOf)} service rm ${scriptName(name)}`, ...waits];
}
