import { atNetworkCreate } from './alter.ts';
import { type AnyFault, HARDENED, apiFault } from './fault.ts';

const GATEWAY_MODE = 'com.docker.network.bridge.gateway_mode_ipv4';

export const gatewayMode: readonly AnyFault[] = [
  apiFault({
    name: 'gateway modes are ignored',
    breaks: ['gateway-mode'],
    engine: HARDENED,
    request: atNetworkCreate((body) => delete body.Options?.[GATEWAY_MODE]),
  }),
  apiFault({
    name: 'gateway mode nat is unprotected',
    mustFail: ['gateway-mode.nat'],
    engine: HARDENED,
    request: atNetworkCreate((body) => {
      if (body.Options?.[GATEWAY_MODE] === 'nat') body.Options[GATEWAY_MODE] = 'nat-unprotected';
    }),
  }),
];
