import { atNetworkCreate } from './alter.ts';
import { type AnyFault, HARDENED, apiFault } from './fault.ts';

export const icc: readonly AnyFault[] = [
  apiFault({
    name: 'enable_icc is ignored',
    breaks: ['icc'],
    engine: HARDENED,
    request: atNetworkCreate((body) => delete body.Options?.['com.docker.network.bridge.enable_icc']),
  }),
];
