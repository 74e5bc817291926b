import type { Difference } from './difference.ts';

export const api: readonly Difference[] = [
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
];
