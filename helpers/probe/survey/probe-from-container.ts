import { randomBytes } from 'node:crypto';
import type { Surroundings } from '../../engine/surroundings.ts';
import { startListener } from '../../scenario/listener.ts';
import { curlCommand, readCurl } from '../curl.ts';
import { dnsCommand, readDns, withId } from '../dns.ts';
import { runInContainer } from '../exec.ts';
import { NO_ANSWER_TIMEOUT_MS, UNKNOWN_NAME_TIMEOUT_MS } from '../limits.ts';
import type { Resolution } from '../outcome.ts';
import type { SurveyContainer } from './survey-container.ts';

type Found = Pick<Surroundings, 'hostAnswersContainers' | 'unknownName'>;

/** The outcomes of a container's request to a process of the host, at its gateway, and of its lookup of an unknown name. */
export async function probeFromContainer(
  container: SurveyContainer,
  gateway: string,
  server: SurveyContainer | 'this process' | undefined,
): Promise<Found> {
  if (server === 'this process') {
    const own = await startListener('survey', `${container.identity}-host`, true);
    try {
      return await outcomesOf(container, gateway, own);
    } finally {
      await own.end();
    }
  }
  return outcomesOf(container, gateway, server);
}

async function outcomesOf(
  container: SurveyContainer,
  gateway: string,
  server: { readonly port: number } | undefined,
): Promise<Found> {
  const queries = [withId({ name: `nobody-${randomBytes(3).toString('hex')}`, type: 'A' })];
  const [page, name] = await Promise.all([
    server && runInContainer(container, curlCommand(`http://${gateway}:${server.port}`, NO_ANSWER_TIMEOUT_MS)),
    runInContainer(container, dnsCommand(queries, UNKNOWN_NAME_TIMEOUT_MS)),
  ]);
  const [resolution] = readDns(name, queries);
  return {
    ...(page ? { hostAnswersContainers: readCurl(page, NO_ANSWER_TIMEOUT_MS).kind } : {}),
    ...(resolution ? { unknownName: describe(resolution) } : {}),
  };
}

function describe(resolution: Resolution): string {
  if (resolution.kind === 'unresolved') return resolution.reason;
  return resolution.kind === 'resolved' ? `resolved to ${resolution.addresses.join(', ')}` : resolution.kind;
}
