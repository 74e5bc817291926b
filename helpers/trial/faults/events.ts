import { type AnyFault, HARDENED, apiFault } from './fault.ts';

const none = encodeURIComponent(JSON.stringify({ type: ['volume'] }));

export const events: readonly AnyFault[] = [
  apiFault({
    name: 'the engine sends no events of networks',
    breaks: ['network-events'],
    // earlier versions send a disconnection twice
    engine: HARDENED,
    instead: ({ path }, url) => (path === '/events' ? `/events?filters=${none}` : url),
  }),
];
