import { atNetworkCreate } from './alter.ts';
import { type AnyFault, HARDENED, apiFault } from './fault.ts';
import { OTHER_WAYS, letThrough } from './let-through.ts';

export const icc: readonly AnyFault[] = [
  apiFault({
    name: 'enable_icc is ignored',
    breaks: ['icc'],
    engine: HARDENED,
    request: atNetworkCreate((body) => delete body.Options?.['com.docker.network.bridge.enable_icc']),
  }),
  ...Object.entries(OTHER_WAYS).map(([way, packets]) =>
    letThrough(`${way} pass on a network with enable_icc=false`, `-i br+ -o br+ ${packets}`, {
      mustFail: ['icc.peer', 'icc.published', 'icc.internal'],
      chapters: ['icc'],
    }),
  ),
];
