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

/** The command that removes a service. */
export function serviceRemoval(name: string, { on }: ServiceDeclaration, nameOf: NameOf): string {
  return `${docker(on.across[0], nameOf)} service rm ${scriptName(name)}`;
}
