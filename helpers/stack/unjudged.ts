import type { StoppedContainer } from './stopped.ts';

/** A service of a stack of which nothing is judged, because nothing of it runs. */
export interface Unjudged {
  readonly service: string;
  /** The container that ended with 0; undefined where the service of compose.yaml has none. */
  readonly container: string | undefined;
}

/** What is not judged, and why: a line for each service. */
export function unjudgedTexts(unjudged: readonly Unjudged[]): { service: string; text: string }[] {
  return unjudged.map(({ service, container }) => ({
    service,
    text:
      container === undefined
        ? `it is in the Compose file and has no container: start it with docker compose up -d ${service}, and check again`
        : `its container ${container} ended with 0, as a job does: start a server with docker start ${container}, and check again`,
  }));
}

/**
 * The services of which nothing runs, and nothing must: those that have ended with 0, and those that are `expected` by
 * the Compose file, and have no container. `found` are those that have one.
 */
export function unjudgedOf(
  stopped: readonly StoppedContainer[],
  found: ReadonlySet<string>,
  expected: readonly string[],
): Unjudged[] {
  const ended = stopped.filter(({ kind }) => kind === 'ended');
  return [
    ...ended.map(({ service, name }) => ({ service, container: name })),
    ...expected.filter((service) => !found.has(service)).map((service) => ({ service, container: undefined })),
  ];
}
