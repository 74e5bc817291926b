import { fromPublishingHost } from '../probe/engine-host.ts';
import { UDP_PORT } from '../scenario/ports.ts';
import type { RunningContainer } from '../scenario/running.ts';
import { nonEmpty } from './fact.ts';
import { lastingAddresses } from './host-addresses.ts';
import { expect } from './reach-matchers.ts';

/**
 * Expects a container that publishes port 80 and `UDP_PORT` to answer over TCP and UDP at every IPv4 address of the host: at
 * 127.0.0.1 a proxy may answer, and at the others a NAT rule.
 */
export async function expectAnswersAtHostAddresses(container: RunningContainer): Promise<void> {
  const udpPort = container.hostPort(UDP_PORT, 'udp');
  for (const address of nonEmpty('the addresses of the host', await lastingAddresses(4))) {
    await expect(fromPublishingHost.get(container.publishedAt(address))).toBeAnsweredBy(container);
    await expect(fromPublishingHost.datagram(address, udpPort)).toBeAnsweredBy(container);
  }
}
