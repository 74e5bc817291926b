import { currentRun } from '../../engine/run.ts';
import { NotSupportedHere } from '../../engine/unsupported.ts';

/** The URL of a port of the engine's host, from the test process. Throws NotSupportedHere if it cannot reach published ports. */
export function hostUrl(port: number): string {
  const { publishedAt } = currentRun().engine.location;
  if (publishedAt === undefined) throw new NotSupportedHere({ need: 'published-ports' });
  return `http://${publishedAt}:${port}`;
}
