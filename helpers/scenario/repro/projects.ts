import type { RunningProject } from '../running/project.ts';
import type { Plan } from './plan.ts';
import { scriptName } from './script.ts';

/** The line that lets Docker Compose read what every nginx of a script runs. */
export function exportLines({ declarations }: Plan): string[] {
  const hasProject = Object.values(declarations).some(({ kind }) => kind === 'compose');
  return hasProject ? ['export NGINX'] : [];
}

/** The command that brings up a project, with its Compose file. */
export function projectLines(name: string, { composeFiles }: Plan): string[] {
  const file = composeFiles.get(name);
  if (file === undefined) return [];
  return [`docker compose --project-name ${scriptName(name)} --file - up --detach --wait <<'END'\n${file}\nEND`];
}

/** Prints the name and the addresses of a container. */
export const NAME_AND_ADDRESSES =
  '{{.Name}}{{range .NetworkSettings.Networks}} {{.IPAddress}} {{.GlobalIPv6Address}}{{end}}';

/** The command that prints the names and addresses of the containers of projects, and the IDs with which some answer. */
export function projectNameLines(projects: readonly RunningProject[]): string[] {
  const all = projects.flatMap(({ containers }) => containers);
  if (all.length === 0) return [];
  const answerById = projects.some((project) => project.containers.some((one) => project.answersById(one)));
  const format = answerById
    ? NAME_AND_ADDRESSES.replace('{{range', ' {{.Config.Hostname}}{{range')
    : NAME_AND_ADDRESSES;
  return [`docker inspect --format '${format}' ${all.map(({ name }) => scriptName(name)).join(' ')}`];
}

/** The command that removes it. */
export function projectRemoval(name: string): string {
  return `docker compose --project-name ${scriptName(name)} down --volumes --remove-orphans --timeout 0`;
}
