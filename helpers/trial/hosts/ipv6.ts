import { docker20, docker28 } from './engines.ts';
import type { TrialHost } from './host.ts';
import { withoutNeeds } from './needing.ts';

const disabled: TrialHost = {
  engine: docker20,
  name: 'ipv6-disabled',
  sentence: 'IPv6 is disabled by sysctl',
  options: { ipv6: false },
  differs: withoutNeeds(['ipv6'], 'The host has no IPv6'),
};

export const ipv6Hosts: readonly TrialHost[] = [
  disabled,
  {
    engine: docker28,
    name: 'ipv6-global',
    sentence: 'The host has a global IPv6 address; the plain host has link-local ones only',
    options: { address6: '2001:db8::2' },
  },
  {
    engine: docker28,
    name: 'ipv6-ula',
    sentence: 'The only IPv6 address of the host beside its link-local ones is a unique local one',
    options: { address6: 'fd12:3456:789a::2' },
  },
];
