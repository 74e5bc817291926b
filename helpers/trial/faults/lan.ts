import { always } from './alter.ts';
import { type AnyFault, HARDENED, hostFault } from './fault.ts';

export const lan: readonly AnyFault[] = [
  hostFault({
    name: "published ports are open at the container's address",
    breaks: ['published-direct'],
    engine: HARDENED,
    script: always('iptables -t raw -F PREROUTING'),
  }),
];
