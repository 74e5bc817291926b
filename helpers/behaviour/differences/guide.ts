import type { Difference } from './difference.ts';

const compatibility = 'https://docs.podman.io/en/latest/_static/api.html';

const icc = 'https://docs.docker.com/engine/network/drivers/bridge/#default-bridge-network';

/** Of the behaviours that the guide promises. */
export const guide: readonly Difference[] = [
  {
    id: 'publish.ephemeral',
    engine: 'docker',
    instead: 'it tries ten ports, and does not start the container where another program of the host has all of them',
    seen: { fact: 'the starts that it took to find a free port for each', observed: '*' },
    flaky: true,
    evidence: 'https://github.com/docker/for-linux/issues/560',
  },
  {
    id: 'structure.same-bridge-reachable',
    engine: 'docker',
    option: 'icc=false',
    instead: 'it was told to drop what goes from one container of docker0 to another, and does',
    seen: { request: 'from one: GET http://*', observed: 'timed out' },
    evidence: icc,
  },
  {
    id: 'expose.documents-only',
    engine: 'docker',
    option: 'icc=false',
    instead: 'it was told to drop what goes from one container of docker0 to another, exposed or not, and does',
    seen: { request: 'from published: GET http://*', observed: 'timed out' },
    evidence: icc,
  },
  {
    id: 'structure.default-bridge',
    engine: 'podman',
    instead: 'the network that a container is on when none is named is called podman, and its bridge podman0',
    seen: { fact: 'its networks in inspect', observed: ['podman'] },
    dockerSpecific: true,
    evidence: 'https://docs.podman.io/en/latest/markdown/podman-network.1.html',
  },
  {
    id: 'structure.same-bridge-reachable',
    engine: 'podman',
    instead: 'they reach each other on a bridge that is called podman0',
    seen: { fact: 'the bridges that their veths are attached to', observed: ['podman0', 'podman0'] },
    dockerSpecific: true,
    evidence: 'https://docs.podman.io/en/latest/markdown/podman-network.1.html',
  },
  {
    id: 'bridge.alias-needs-user-defined',
    engine: 'podman',
    instead: 'it refuses the container because it knows no network "bridge", and does not speak of the alias',
    seen: { fact: 'the refusal speaks of the alias: *unable to find network*', observed: false },
    dockerSpecific: true,
    evidence: 'https://github.com/containers/podman/pull/15016',
  },
  {
    id: 'drivers.predefined',
    engine: 'podman',
    instead: 'it lists the bridge alone: host and none are ways to start a container, no networks',
    seen: {
      fact: 'the predefined networks, their drivers and scopes',
      observed: [['bridge: driver bridge, scope local'], [], []],
    },
    dockerSpecific: true,
    evidence: 'https://docs.podman.io/en/latest/markdown/podman-network-ls.1.html',
  },
  {
    id: 'drivers.native',
    engine: 'podman',
    instead: 'its drivers are bridge, macvlan and, from 5, ipvlan: it has no overlay, and names no host and no null',
    seen: { fact: 'those of the native drivers that it has among *', observed: ['bridge'] },
    dockerSpecific: true,
    evidence: 'https://docs.podman.io/en/latest/markdown/podman-network-create.1.html',
  },
  {
    id: 'none.no-address',
    engine: 'podman',
    before: '5',
    instead: 'inspect shows no network at all',
    seen: { fact: 'its networks in inspect', observed: [] },
    dockerSpecific: true,
    evidence: compatibility,
  },
  {
    id: 'host.shares-interfaces',
    engine: 'podman',
    before: '5',
    instead: 'inspect shows no network at all',
    seen: { fact: 'its networks in inspect, with address and gateway', observed: [] },
    dockerSpecific: true,
    evidence: compatibility,
  },
  {
    id: 'publish.all-addresses',
    engine: 'podman',
    before: '5',
    instead: 'inspect shows an empty address where Docker shows 0.0.0.0, for all addresses',
    seen: { fact: 'the host port in inspect that is bound on 0.0.0.0', observed: Number.NaN },
    dockerSpecific: true,
    evidence: compatibility,
  },
];
