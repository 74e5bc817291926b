import { hostname, release } from 'node:os';
import { connect } from '../engine/endpoint.ts';
import { isLocation } from '../engine/engine-name.ts';
import { findEngine } from '../engine/find.ts';
import { withTimeout } from '../engine/timeout.ts';
import { UserError, errorText } from '../engine/user-error.ts';

/** How long an engine may take to say who it is, over a slow link. */
const LIMIT_MS = 30_000;

/** What an engine says of itself: https://docs.docker.com/reference/api/engine/ (SystemInfo) */
interface Description {
  readonly ID?: string;
  readonly Name: string;
  readonly KernelVersion: string;
}

/** An engine that is there already, as it is found before its run. */
export interface FoundEngine {
  /** What no two engines have in common: the address, and the ID that the engine reports with the name of its host. */
  readonly identities: readonly string[];
  /** The name of its host. */
  readonly hostName: string;
  /** Whether its host is this machine, whose processors it shares with the test processes. */
  readonly isHere: boolean;
}

/**
 * Connects to an engine that `--engine` names by where it is, or to this machine's (`own`), and identifies it; undefined
 * where there is none. Throws a UserError where it does not answer.
 */
export async function lookAt(name: string): Promise<FoundEngine | undefined> {
  const { endpoint, tunnel } = await findEngine(isLocation(name) ? name : undefined);
  if (!endpoint) return undefined;
  try {
    const limit = { waitingFor: 'its description', limitMs: LIMIT_MS };
    const { ID, Name, KernelVersion } = (await withTimeout(limit, connect(endpoint, LIMIT_MS).info())) as Description;
    // machines made from one image have one ID, and Podman draws an ID for each answer
    const id = ID ? [`${ID} on ${Name}`] : [];
    return {
      identities: [endpoint.ssh?.address ?? endpoint.dockerHost, ...id],
      hostName: Name,
      isHere: !endpoint.ssh && Name === hostname() && KernelVersion === release(),
    };
  } catch (error) {
    throw new UserError(`The engine at ${name} does not say who it is (${errorText(error)}): see its log.`);
  } finally {
    await tunnel?.close();
  }
}
