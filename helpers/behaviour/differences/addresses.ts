import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

export const addresses: readonly Difference[] = [
  {
    id: 'addresses.avoids-host',
    engine: 'docker',
    versions: '>=28.5',
    option: 'rootless',
    instead: "the engine is in a network namespace of its own, and chooses a subnet of the host's",
    seen: [{ fact: 'whether the new subnet overlaps that of the host', observed: true }],
    evidence: evidence.dockerRootless,
  },
  {
    id: 'addresses.static-without-subnet',
    engine: 'docker',
    versions: '<29.0.4',
    instead: 'the container is refused, because the network was not created with `--subnet`',
    seen: [
      {
        fact: "the engine's answer to an address of a subnet that it chose",
        observed:
          '*user specified IP address is supported only when connecting to networks with user configured subnets',
      },
    ],
    evidence: 'https://github.com/moby/moby/pull/51583',
  },
  {
    id: 'addresses.static-on-default-bridge',
    engine: 'podman',
    instead:
      'the container is refused because there is no network named `bridge`, and the error does not mention user-defined networks',
    seen: [
      {
        fact: 'the refusal by the engine',
        observed:
          '(HTTP code 500) server error - container create: unable to find network with name or ID bridge: network not found',
      },
    ],
    dockerSpecific: true,
    evidence: 'https://github.com/containers/podman/issues/23453',
  },
  {
    id: 'addresses.auxiliary',
    engine: 'podman',
    instead: 'the API ignores auxiliary addresses, and a container is assigned one',
    seen: [
      { fact: 'the last number of the address that a container was assigned', observed: '.2' },
      { fact: "the engine's answer to that container", observed: 'running' },
    ],
    evidence: 'https://github.com/containers/podman/blob/main/pkg/api/handlers/compat/networks.go',
  },
];
