import { randomBytes } from 'node:crypto';
import type { Surroundings } from '../../engine/surroundings.ts';
import { startListener } from '../../scenario/listener.ts';
import { curlCommand, readCurl } from '../curl.ts';
import { dnsCommand, readDns } from '../dns.ts';
import { run } from '../exec.ts';
import { NO_ANSWER_TIMEOUT_MS, UNKNOWN_NAME_TIMEOUT_MS } from '../limits.ts';
import type { Resolution } from '../outcome.ts';
import type { Post } from './post.ts';

type Found = Pick<Surroundings, 'hostAnswersContainers' | 'unknownName'>;

/** What a container gets of the host's own processes, at its gateway, and of a name that nobody has. */
export async function askedWithin(
  post: Post,
  gateway: string,
  server: Post | 'this process' | undefined,
): Promise<Found> {
  if (server === 'this process') {
    const own = await startListener('survey', `${post.identity}-host`, true);
    try {
      return await askedOf(post, gateway, own);
    } finally {
      await own.end();
    }
  }
  return askedOf(post, gateway, server);
}

async function askedOf(post: Post, gateway: string, server: { readonly port: number } | undefined): Promise<Found> {
  const questions = [{ name: `nobody-${randomBytes(3).toString('hex')}`, type: 'A' }] as const;
  const [page, name] = await Promise.all([
    server && run(post, curlCommand(`http://${gateway}:${server.port}`, NO_ANSWER_TIMEOUT_MS)),
    run(post, dnsCommand(questions, UNKNOWN_NAME_TIMEOUT_MS)),
  ]);
  const [resolution] = readDns(name, questions);
  return {
    ...(page ? { hostAnswersContainers: readCurl(page, NO_ANSWER_TIMEOUT_MS).kind } : {}),
    ...(resolution ? { unknownName: nameInWords(resolution) } : {}),
  };
}

function nameInWords(resolution: Resolution): string {
  if (resolution.kind === 'unresolved') return resolution.reason;
  return resolution.kind === 'resolved' ? `resolved to ${resolution.addresses.join(', ')}` : resolution.kind;
}
