/** What goes by aliases that containers were created with. */
export const byAlias = [
  'names.several-aliases',
  'names.network-qualified',
  'names.case-insensitive',
  'names.self',
  'names.nodata',
  'names.alias-scope',
  'names.two-networks',
  'names.alias-per-network',
  'names.network-suffix',
  'names.shared-alias*',
  'names.hundred-aliases',
  'names.late-joiner',
  'names.stopped',
  'names.restarted',
  'names.removed',
  'names.disconnected',
  'dns.not-forwarded',
  'dns.internal-not-forwarded',
  'dns.container-before-search',
  'dns.ndots',
];

/** What asks a container of the same user-defined network for its page. */
export const byPage = [
  'names.container-name',
  'names.hostname',
  'names.short-id',
  'names.several-aliases',
  'names.network-qualified',
  'names.case-insensitive',
  'names.two-networks',
  'names.address-per-network',
  'names.alias-per-network',
  'names.network-suffix',
  'names.shared-alias-order',
  'names.shared-alias-stopped',
  'names.late-joiner',
  'names.stopped',
  'names.restarted',
  'names.removed',
  'names.disconnected',
  'names.reconnected',
  'names.renamed',
  'dns.container-before-search',
  'dns.ndots',
];

/** What compares an answer with the address of a container. */
export const byAddress = [
  'names.container-name',
  'names.hostname',
  'names.short-id',
  'names.several-aliases',
  'names.network-qualified',
  'names.case-insensitive',
  'names.self',
  'names.reverse',
  'names.two-networks',
  'names.address-per-network',
  'names.network-suffix',
  'names.shared-alias*',
  'names.hundred-aliases',
  'names.late-joiner',
  'names.stopped',
  'names.restarted',
  'names.removed',
  'names.disconnected',
  'names.reconnected',
  'names.renamed',
  'names.default-bridge-by-address',
];

/** What comes from the resolver of a scenario, on another host. */
export const byResolver = [
  'dns.forwarded*',
  'dns.second-server',
  'dns.internal-*',
  'dns.search-domain',
  'dns.container-before-search',
  'dns.ndots',
  'dns.default-bridge',
];

/** What takes a page of that host. */
export const byResolversPage = [
  'dns.forwarded',
  'dns.forwarded-large',
  'dns.second-server',
  'dns.internal-*',
  'dns.search-domain',
  'dns.container-before-search',
  'dns.ndots',
];

/** What has such a page as its control. */
export const underResolversPage = [
  'dns.forwarded-nxdomain',
  'dns.forwarded-nodata',
  'dns.forwarded-servfail',
  'dns.forwarded-refused',
  'dns.not-forwarded',
];

/** What the embedded DNS answers. */
export const byEmbeddedDns = [
  ...byAlias.filter((id) => id !== 'names.late-joiner'),
  'names.container-name',
  'names.hostname',
  'names.short-id',
  'names.reverse',
  'names.nxdomain',
  'names.address-per-network',
  'names.reconnected',
  'names.renamed',
  ...byResolver.filter((id) => id !== 'dns.default-bridge'),
];
