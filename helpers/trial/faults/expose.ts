import type { Body } from '../../engine/api-proxy.ts';
import { atCreate, inInspect } from './alter.ts';
import { type AnyFault, apiFault } from './fault.ts';

const documentsOnly = ['expose.documents-only'];

/** Publishes the exposed ports, each at the host port that is given. */
const exposedAt = (hostPort: (port: string) => string) =>
  atExposed((body) => {
    const ports = Object.keys(body.ExposedPorts ?? {});
    body.HostConfig.PortBindings = Object.fromEntries(
      ports.map((port) => [port, [{ HostIp: '', HostPort: hostPort(port) }]]),
    );
  });

function atExposed(alter: (body: Body) => void) {
  return atCreate((body, name) => {
    if (name === 'exposed') alter(body);
  });
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
    answer: inInspect((body) => (body.NetworkSettings.Ports = {}), 'exposed'),
  }),
  apiFault({
    name: 'exposed ports are dropped',
    mustFail: documentsOnly,
    request: atExposed((body) => (body.ExposedPorts = {})),
  }),
];
