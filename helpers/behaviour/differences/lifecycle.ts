import { silentServer } from './silent-server.ts';
import type { Difference, Named } from './difference.ts';
import { evidence } from './evidence.ts';

const unnamed: readonly Named[] = ['client', 'server'].map((name) => ({
  fact: `whether the refusal has the name of ${name}`,
  observed: false,
}));

export const lifecycle: readonly Difference[] = [
  {
    id: 'lifecycle.prune-spares-stopped',
    engine: 'docker',
    instead: 'the network of a stopped container is removed, and the container cannot be started any more',
    seen: [{ fact: 'whether the network of the stopped container was removed', observed: true }],
    evidence: 'https://github.com/docker/for-mac/issues/7703',
  },
  {
    id: 'lifecycle.remove-in-use-says-who',
    engine: 'docker',
    versions: '<28.1',
    instead: 'the refusal says that there are active endpoints, and not whose they are',
    seen: ['client', 'server'].map((name) => ({
      fact: `whether the refusal has the name of ${name}`,
      observed: false,
    })),
    evidence: 'https://github.com/moby/moby/pull/49773',
  },
  {
    id: 'lifecycle.remove-in-use-says-who',
    engine: 'podman',
    instead: 'the refusal has the HTTP status 500, and says that there are containers, and not which',
    seen: [{ fact: 'the HTTP status of the refusal', observed: 500 }, ...unnamed],
    dockerSpecific: true,
    evidence: evidence.podmanApi,
  },
  {
    id: 'lifecycle.remove-in-use-by-id',
    engine: 'podman',
    instead: 'the ID is compared with the names of networks in use, and the network is removed under its containers',
    seen: [
      { fact: 'the answer to `docker network rm`', observed: 'removed' },
      { fact: 'whether the engine still lists the network', observed: false },
    ],
    evidence: 'https://github.com/containers/podman/blob/v5.8.2/pkg/domain/infra/abi/network.go',
  },
  silentServer('lifecycle.other-address', 'far'),
  {
    id: 'lifecycle.gateway-change-keeps-published',
    engine: 'docker',
    instead:
      'the connections are reset, because the engine publishes the ports again, on the network of the new gateway',
    seen: [{ request: 'from peer: GET http://*', observed: 'reset' }],
    evidence: 'https://github.com/moby/moby/issues/44137',
  },
  {
    id: 'lifecycle.other-address-flows',
    engine: 'docker',
    versions: '<23',
    instead: 'at the address of docker0, the kernel keeps an earlier flow, because conntrack entries are not cleared',
    // that address gets queries only while a container is on the default bridge
    flaky: {
      cause: 'a client at the address of docker0 gets no answer from a container that has another address by now',
      shown: 1,
      of: 8,
      measured: 'eight runs on Docker Engine 20.10.24, of which one had a container on the default bridge',
      atMost: 1,
    },
    seen: [{ request: 'from the test process: datagram to *', observed: 'timed out' }],
    evidence: 'https://github.com/moby/moby/pull/44742',
  },
  {
    id: 'lifecycle.other-address-flows',
    engine: 'podman',
    instead: 'the client gets no answer, because the kernel keeps an earlier flow: conntrack entries are not cleared',
    seen: [{ request: 'from the test process: datagram to *', observed: 'timed out', times: 'any' }],
    evidence: 'https://github.com/containers/netavark/issues/1045',
  },
];
