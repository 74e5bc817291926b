import { quote } from '../engine/quote.ts';
import type { Finding } from './finding.ts';
import type { Request } from './requests.ts';

/** A small image with the programs below. */
const IMAGE = 'alpine';

/** The command that sends the first request of a finding by hand; undefined where none was sent from this host. */
export function byHand({ reason }: Finding): string | undefined {
  const exchange = 'exchange' in reason ? reason.exchange : 'exchanges' in reason ? reason.exchanges[0] : undefined;
  return exchange && exchange.request.from.party !== 'lan' ? sendingCommand(exchange.request) : undefined;
}

/**
 * The command that sends a request by hand, in the network of whoever sends it; from the LAN, on another host that knows
 * HOST.
 */
export function sendingCommand({ from, subject, at, port }: Request): string {
  // the link between a LAN host and the engine's host is removed with the check
  const address = from.party === 'lan' ? 'HOST' : quote(at);
  const place = port === undefined ? address : `${address} ${port}`;
  const command = {
    tcp: `nc -zv -w 4 ${place}`,
    udp: `sh -c 'for i in 1 2 3 4 5; do echo; done | nc -u -w 1 ${place}'`,
    icmp: `ping -c 1 ${place}`,
    name: `nslookup ${place}`,
  }[subject.kind];
  if (from.party === 'lan') return command;
  return inNetworkOf(from.container?.name ?? 'host', command);
}

/** The command that shows at the target whether a request arrived; undefined where there is no container to look into. */
export function watchingCommand({ target, subject }: Request): string | undefined {
  if (!target || subject.kind === 'name') return undefined;
  if (subject.kind === 'tcp') return inNetworkOf(target.name, `sh -c 'netstat -tan | grep :${subject.port}'`);
  // both lines of each family: what they count, and how much
  return inNetworkOf(target.name, `grep ${subject.kind === 'udp' ? 'Udp:' : 'Icmp:'} /proc/net/snmp`);
}

/** The command that shows who listens in the network of a container. */
export function listenersCommandOf(name: string): string {
  return inNetworkOf(name, 'netstat -ltun');
}

function inNetworkOf(name: string, command: string): string {
  const network = name === 'host' ? 'host' : `container:${name}`;
  return `docker run --rm --network ${quote(network)} ${IMAGE} ${command}`;
}
