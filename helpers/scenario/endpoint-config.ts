import { address6In, addressIn } from './addressing.ts';
import { type EndpointOptions, aliasesOf, endpointDriverOptions } from './declare.ts';

/** The subnets of a network that a container has an address of. */
interface Subnets {
  readonly subnet: string | undefined;
  readonly subnet6?: string | undefined;
}

/** The endpoint of a container on a network, as the API names its options; empty where none is given. */
export function endpointConfig(options: EndpointOptions, network: Subnets): Record<string, unknown> {
  const { mac, gwPriority } = options;
  const aliases = aliasesOf(options);
  const driverOptions = endpointDriverOptions(options);
  const { ip, ip6 } = addressesOf(options, network);
  const addresses = {
    ...(ip === undefined ? {} : { IPv4Address: ip }),
    ...(ip6 === undefined ? {} : { IPv6Address: ip6 }),
  };
  return {
    ...(aliases.length === 0 ? {} : { Aliases: [...aliases] }),
    ...(Object.keys(addresses).length === 0 ? {} : { IPAMConfig: addresses }),
    ...(mac === undefined ? {} : { MacAddress: mac }),
    ...(gwPriority === undefined ? {} : { GwPriority: gwPriority }),
    ...(Object.keys(driverOptions).length === 0 ? {} : { DriverOpts: driverOptions }),
  };
}

/** The same as options of `docker network connect`. */
export function connectWords(options: EndpointOptions, network: Subnets): string[] {
  const { gwPriority } = options;
  const { ip, ip6 } = addressesOf(options, network);
  return [
    ...aliasesOf(options).flatMap((alias) => ['--alias', alias]),
    ...(ip === undefined ? [] : ['--ip', ip]),
    ...(ip6 === undefined ? [] : ['--ip6', ip6]),
    ...(gwPriority === undefined ? [] : ['--gw-priority', String(gwPriority)]),
    ...Object.entries(endpointDriverOptions(options)).flatMap(([key, value]) => ['--driver-opt', `${key}=${value}`]),
  ];
}

/** The addresses that a container requests. */
function addressesOf({ ip, ip6 }: EndpointOptions, { subnet = '', subnet6 = '' }: Subnets) {
  return {
    ip: ip === undefined ? undefined : addressIn(subnet, ip),
    ip6: ip6 === undefined ? undefined : address6In({ subnet6 }, ip6),
  };
}
