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

/** The command that removes it. */
export function projectRemoval(name: string): string {
  return `docker compose --project-name ${scriptName(name)} down --volumes --remove-orphans --timeout 0`;
}
