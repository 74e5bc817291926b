import { atNetworkCreate, inAnswer } from './alter.ts';
import { type AnyFault, apiFault } from './fault.ts';

const DRIVER_LABEL = 'docker-network-conformance.driver';

export const remote: readonly AnyFault[] = [
  apiFault({
    name: "a plugin's network is created by the bridge driver",
    mustFail: ['remote.plugin-driver'],
    request: atNetworkCreate((body) => {
      if (body.Driver.startsWith('dnc-')) body.Driver = 'bridge';
    }),
  }),
  apiFault({
    name: "a plugin's network is created by the bridge driver, and inspect hides it",
    mustFail: ['remote.plugin-driver'],
    request: atNetworkCreate((body) => {
      if (!body.Driver.startsWith('dnc-')) return;
      body.Options = { 'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0' };
      body.Labels[DRIVER_LABEL] = body.Driver;
      body.Driver = 'bridge';
    }),
    answer: inAnswer(/^\/networks\/dnc-[^/]+$/, (body) => {
      body.Driver = body.Labels[DRIVER_LABEL] ?? body.Driver;
    }),
  }),
];
