import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

export const api: readonly Difference[] = [
  {
    id: 'api.network-unknown',
    engine: 'docker',
    option: 'swarm',
    instead: 'a swarm node looks for the network in the swarm, and answers to connect with 500',
    seen: [{ fact: 'the HTTP statuses of inspect, remove and connect', observed: [404, 404, 500] }],
    evidence: 'https://github.com/moby/moby/issues/34884',
  },
  {
    id: 'api.aliases-as-given',
    engine: 'docker',
    versions: '<26',
    instead: 'the short ID of the container is among its aliases in inspect',
    seen: [{ fact: 'the aliases in inspect', observed: ['*', 'one', 'two'] }],
    evidence: 'https://docs.docker.com/engine/deprecated/#container-short-id-in-network-aliases-field',
  },
  {
    id: 'api.option-invalid',
    engine: 'docker',
    versions: '20.10.x',
    instead: 'invalid options are refused with 500: the API had no other status for them',
    seen: [{ fact: 'the HTTP statuses of three networks', observed: [500, 500, 500] }],
    evidence: 'https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Network/operation/NetworkCreate',
  },
  {
    id: 'api.name-taken',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'a second network of the same name is refused with 500',
    seen: [{ fact: 'the HTTP status of the second creation', observed: 500 }],
    evidence: 'https://github.com/containers/podman/pull/17594',
  },
  {
    id: 'api.connect-twice',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'connecting a container to a network that it is on is answered with 500',
    seen: [{ fact: 'the HTTP status of the second connection', observed: 500 }],
    evidence: 'https://github.com/containers/podman/pull/20365',
  },
  {
    id: 'api.container-as-given',
    engine: 'podman',
    instead: 'neither the sysctls nor the requested address are in inspect',
    seen: ['at first', 'after a restart'].flatMap((when) =>
      ['sysctls', 'requested address'].map((what) => ({ fact: `the ${what} in inspect ${when}`, observed: undefined })),
    ),
    dockerSpecific: true,
    evidence: evidence.podmanApi,
  },
  {
    id: 'api.network-as-given',
    engine: 'podman',
    instead:
      'neither the option enable_icc, which is ignored, nor the IP range and the auxiliary address are in inspect',
    seen: ['the option enable_icc', 'the range of addresses', 'the auxiliary addresses in inspect'].map((fact) => ({
      fact,
      observed: undefined,
    })),
    dockerSpecific: true,
    evidence: evidence.podmanApi,
  },
  {
    id: 'api.connect-host',
    engine: 'podman',
    instead: 'the answer is 404: `host` is a network mode of a container, not a network',
    seen: [
      { fact: 'the HTTP status of the connection', observed: 404 },
      { fact: 'the HTTP status of the connection of the stopped container', observed: 404 },
    ],
    dockerSpecific: true,
    evidence: 'https://docs.podman.io/en/latest/markdown/podman-network-ls.1.html',
  },
  {
    id: 'api.by-id',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'inspect of the container shows the name of the network as its ID',
    seen: [{ fact: 'the networks of the container', observed: ['*-bridge'] }],
    evidence: 'https://github.com/containers/podman/issues/24910',
  },
  {
    id: 'api.aliases-as-given',
    engine: 'podman',
    instead: 'the short ID of the container is among its aliases in inspect',
    seen: [{ fact: 'the aliases in inspect', observed: ['*', 'one', 'two'] }],
    dockerSpecific: true,
    evidence: 'https://github.com/containers/podman/issues/24910',
  },
  {
    id: 'api.option-invalid',
    engine: 'podman',
    instead: 'the options of a Docker bridge are ignored, whatever their values',
    seen: [{ fact: 'the HTTP statuses of three networks', observed: ['created', 'created', 'created'] }],
    dockerSpecific: true,
    evidence: evidence.podmanApi,
  },
];
