import type { Body } from '../../engine/api-proxy.ts';
import { atCreate, inInspect } from './alter.ts';
import { type AnyFault, apiFault } from './fault.ts';

const documentsOnly = ['expose.documents-only'];

/** The exposed ports of the specs are random ones from here on. */
const EXPOSED_FROM = 10_000;

/** Publishes the ports that are only exposed, each at the host port that is given. */
const exposedAt = (hostPort: (port: string) => string) =>
  atCreate((body) => {
    const bindings = (body.HostConfig.PortBindings ??= {});
    for (const port of Object.keys(body.ExposedPorts ?? {}))
      bindings[port] ??= [{ HostIp: '', HostPort: hostPort(port) }];
  });

/** Hides in inspect the ports that are published at a host port of the same number. */
function hideSameHostPort({ NetworkSettings }: Body): void {
  for (const [port, bindings] of Object.entries(NetworkSettings.Ports as Record<string, { HostPort: string }[] | null>))
    if (bindings?.some(({ HostPort }) => HostPort === String(Number.parseInt(port, 10))))
      delete NetworkSettings.Ports[port];
}

export const expose: readonly AnyFault[] = [
  apiFault({
    name: 'an exposed port is published',
    mustFail: [...documentsOnly, 'publish.binds'],
    request: exposedAt(() => ''),
  }),
  apiFault({
    name: 'an exposed port is published at the same host port, and inspect hides it',
    mustFail: [...documentsOnly, 'publish.binds'],
    request: exposedAt((port) => String(Number.parseInt(port, 10))),
    answer: inInspect(hideSameHostPort),
  }),
  apiFault({
    name: 'an exposed port is published at another host port, and inspect hides it',
    mustFail: [...documentsOnly, 'publish.binds', 'publish.restarted-ephemeral'],
    request: exposedAt(() => ''),
    answer: inInspect(({ NetworkSettings }) => {
      for (const port of Object.keys(NetworkSettings.Ports))
        if (port.endsWith('/tcp') && Number.parseInt(port, 10) >= EXPOSED_FROM) NetworkSettings.Ports[port] = null;
    }),
  }),
  apiFault({
    name: 'an exposed UDP port is published at another host port, and inspect hides it',
    mustFail: documentsOnly,
    request: atCreate((body, name) => {
      if (name !== 'exposed') return;
      for (const port of Object.keys(body.ExposedPorts))
        if (port.endsWith('/udp')) body.HostConfig.PortBindings[port] = [{ HostIp: '', HostPort: '' }];
    }),
    answer: inInspect(({ NetworkSettings }) => {
      for (const port of Object.keys(NetworkSettings.Ports)) NetworkSettings.Ports[port] = null;
    }, 'exposed'),
  }),
  apiFault({
    name: 'exposed ports are dropped',
    mustFail: documentsOnly,
    request: atCreate((body, name) => {
      if (name === 'exposed') body.ExposedPorts = {};
    }),
  }),
];
