import type { CountersResponse, HostRequest, QueriesResponse, SentResponse } from '../../fixtures/lab/host.ts';
import { BareHost } from '../engine/lab/bare-host.ts';
import type { RunningLanHost } from '../scenario/hosts.ts';
import { QUERIES } from '../scenario/dns-server.ts';
import type { LanContainer } from '../scenario/lan/lan-container.ts';
import { curlCommand, curlTook, readCurl } from './curl.ts';
import { datagramCommand, readDatagram } from './datagram.ts';
import { countersIn } from './echo-requests.ts';
import { runInContainer } from './exec.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';
import { type Timed, timed } from './on-host.ts';
import { ProbeError } from './outcome.ts';
import { pingCommand, readPing } from './ping.ts';
import { type Request, printRequest } from './request.ts';

/** What a LAN host sends. */
export type Sending = HostRequest extends infer R ? (R extends { withinMs: number } ? Omit<R, 'id'> : never) : never;

/** Sends a request from a LAN host. Throws a ProbeError where it could not be sent. */
export async function sendFrom<A>(
  { name, host }: RunningLanHost,
  sending: Sending,
  request: Request,
): Promise<Timed<A>> {
  if (!(host instanceof BareHost)) return (await sendFromContainer(host, sending)) as Timed<A>;
  const { answer: response, tookMs } = await timed(async () => (await host.request(sending)) as SentResponse<A>);
  if ('error' in response)
    throw new ProbeError(`the host ${name} could not send ${printRequest(request)}: ${response.error}`);
  return { answer: response.answer, tookMs };
}

async function sendFromContainer(host: LanContainer, sending: Sending): Promise<Timed<unknown>> {
  const { withinMs } = sending;
  if ('url' in sending) {
    const result = await runInContainer(host, curlCommand(sending.url, withinMs));
    return { answer: readCurl(result, withinMs), tookMs: curlTook(result) ?? result.tookMs };
  }
  if ('datagramTo' in sending) {
    const result = await runInContainer(host, datagramCommand(sending.datagramTo, sending.port, withinMs));
    return { answer: readDatagram(result, withinMs), tookMs: result.tookMs };
  }
  const result = await runInContainer(host, pingCommand(sending.ping, withinMs));
  return { answer: readPing(result, withinMs), tookMs: result.tookMs };
}

/** The counters of a LAN host's kernel, as it prints them. */
export async function countersOf({ host }: RunningLanHost): Promise<string> {
  if (host instanceof BareHost) return ((await host.request({ counters: true })) as CountersResponse).counters;
  return countersIn(host);
}

/**
 * The kinds of queries for a name that a LAN host received as a DNS server: `A over UDP`. Each is there once, in the order of
 * the first of its kind: a query that is not answered in time is repeated.
 */
export async function queriesTo(lanHost: RunningLanHost, name: string): Promise<readonly string[]> {
  return [...new Set(await allQueriesTo(lanHost, name))];
}

async function allQueriesTo({ host }: RunningLanHost, name: string): Promise<readonly string[]> {
  if (host instanceof BareHost) return ((await host.request({ queriesFor: name })) as QueriesResponse).queries;
  const { exitCode, stdout, stderr } = await runInContainer(host, {
    words: ['cat', QUERIES],
    limitMs: ANSWER_TIMEOUT_MS,
  });
  if (exitCode !== 0) throw new ProbeError(`the DNS queries to ${host.name} cannot be read: ${stderr}`);
  const queries = stdout.split('\n').map((line) => line.split(' '));
  return queries.filter(([queried]) => queried === name).map(([, ...how]) => how.join(' '));
}
