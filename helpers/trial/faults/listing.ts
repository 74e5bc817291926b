import type { Body } from '../../engine/api-proxy.ts';
import { atNetworkCreate, inInspect, inList, inNetworkInspect, withoutFilters } from './alter.ts';
import { type AnyFault, apiFault } from './fault.ts';

/** The containers that each network has had, by its ID. */
const listedBefore = new Map<string, Body>();

/** The containers that each network has had since the last disconnect, by its name. */
const listedSince = new Map<string, Body>();

/** The networks of each container in the first list, by its ID. */
const listedAtFirst = new Map<string, Body>();

/** The networks that inspect has shown of each container, by its ID. */
const shownBefore = new Map<string, Body>();

export const listing: readonly AnyFault[] = [
  apiFault({
    name: 'inspect of a network lists no containers',
    breaks: ['network-containers'],
    answer: inNetworkInspect((body) => (body.Containers = {})),
  }),
  apiFault({
    name: 'inspect of a network shows the containers with another address',
    mustFail: ['listing.containers-of-network'],
    answer: inNetworkInspect((body) => {
      for (const container of Object.values<{ IPv4Address: string }>(body.Containers ?? {}))
        container.IPv4Address = '192.0.2.7/24';
    }),
  }),
  apiFault({
    name: 'inspect of a network goes on listing a container that was disconnected',
    mustFail: ['listing.containers-of-network'],
    answer: inNetworkInspect((body) => {
      body.Containers = { ...listedBefore.get(body.Id), ...body.Containers };
      listedBefore.set(body.Id, body.Containers);
    }),
  }),
  apiFault({
    name: 'inspect of a network goes on listing a container that has stopped',
    mustFail: ['listing.containers-of-network'],
    request: ({ path }) => {
      const disconnected = /^\/networks\/([^/]+)\/disconnect$/.exec(path)?.[1];
      if (disconnected !== undefined) listedSince.delete(disconnected);
    },
    answer: inNetworkInspect((body) => {
      body.Containers = { ...listedSince.get(body.Name), ...body.Containers };
      listedSince.set(body.Name, body.Containers);
    }),
  }),
  apiFault({
    name: 'labels of networks are dropped',
    breaks: ['network-labels'],
    request: atNetworkCreate((body) => {
      for (const key of Object.keys(body.Labels)) if (key.startsWith('shop.')) delete body.Labels[key];
    }),
  }),
  apiFault({
    name: 'the values of labels are in lower case, without spaces',
    mustFail: ['listing.by-label'],
    request: atNetworkCreate((body) => {
      for (const key of Object.keys(body.Labels))
        if (key.startsWith('shop.')) body.Labels[key] = body.Labels[key].replaceAll(' ', '');
    }),
  }),

  // of containers
  apiFault({
    name: 'the list of containers shows the networks that a container had at first',
    breaks: ['listed-networks'],
    answer: inList(({ Id, NetworkSettings }) => {
      const networks = listedAtFirst.get(Id) ?? NetworkSettings.Networks;
      listedAtFirst.set(Id, networks);
      NetworkSettings.Networks = networks;
    }),
  }),
  apiFault({
    name: 'inspect of a running container goes on showing a network that it has left',
    mustFail: ['listing.networks-of-container'],
    answer: inInspect(({ Id, State, NetworkSettings }) => {
      const networks = { ...shownBefore.get(Id), ...NetworkSettings.Networks };
      shownBefore.set(Id, networks);
      if (State.Running) NetworkSettings.Networks = networks;
    }, 'web'),
  }),
  apiFault({
    name: 'inspect of a stopped container shows its former address',
    mustFail: ['listing.networks-of-container'],
    answer: inInspect(({ State, NetworkSettings }) => {
      if (!State.Running)
        for (const endpoint of Object.values<Body>(NetworkSettings.Networks)) endpoint.IPAddress = '192.0.2.7';
    }, 'web'),
  }),
  apiFault({
    name: 'containers are listed by no network',
    mustFail: ['listing.networks-of-container'],
    instead: withoutFilters('/containers/json', 'network'),
  }),
  ...['driver', 'type', 'name', 'id'].map((filter) =>
    apiFault({
      name: `the filter ${filter} of networks is ignored`,
      mustFail: ['listing.by-filter'],
      instead: withoutFilters('/networks', filter),
    }),
  ),
  apiFault({
    name: 'the filter dangling of networks is ignored',
    mustFail: ['listing.unused'],
    // Docker Engine lists every network as unused already
    engine: 'podman:trixie',
    instead: withoutFilters('/networks', 'dangling'),
  }),
];
