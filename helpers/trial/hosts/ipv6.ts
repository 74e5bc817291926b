import { docker20, docker28 } from './engines.ts';
import type { TrialHost } from './host.ts';
import { withoutNeeds } from './unsupported.ts';

const disabled: TrialHost = {
  engine: docker20,
  name: 'ipv6-disabled',
  description: 'IPv6 is disabled by sysctl (net.ipv6.conf.all.disable_ipv6=1)',
  options: { ipv6: false },
  differs: withoutNeeds(['ipv6'], 'The host has no IPv6'),
};

export const ipv6Hosts: readonly TrialHost[] = [
  disabled,
  {
    engine: docker28,
    name: 'ipv6-global',
    description: 'The host has a global IPv6 address; the plain host has link-local addresses only',
    options: { address6: '2001:db8::2' },
  },
  {
    engine: docker28,
    name: 'ipv6-ula',
    description: 'The host has a unique local IPv6 address beside its link-local ones',
    options: { address6: 'fd12:3456:789a::2' },
  },
];
