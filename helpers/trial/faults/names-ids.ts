/** What goes by aliases that containers were created with. */
export const byAlias = [
  'names.several-aliases',
  'names.with-network',
  'names.any-case',
  'names.itself',
  'names.no-other-family',
  'names.alias-scope',
  'names.sees-both',
  'names.alias-per-network',
  'names.network-chooses',
  'names.shared-alias*',
  'names.hundred',
  'names.late-joiner',
  'names.stopped',
  'names.restarted',
  'names.removed',
  'names.disconnected',
  'names.not-forwarded',
  'names.internal-not-forwarded',
  'names.own-before-search',
  'names.ndots',
];

/** What asks a container of the same user-defined network for its page. */
export const byPage = [
  'names.container-name',
  'names.hostname',
  'names.short-id',
  'names.several-aliases',
  'names.with-network',
  'names.any-case',
  'names.sees-both',
  'names.address-per-network',
  'names.alias-per-network',
  'names.network-chooses',
  'names.shared-alias-order',
  'names.shared-alias-stopped',
  'names.late-joiner',
  'names.stopped',
  'names.restarted',
  'names.removed',
  'names.disconnected',
  'names.reconnected',
  'names.renamed',
  'names.own-before-search',
  'names.ndots',
];

/** What compares an answer with the address of a container. */
export const byAddress = [
  'names.container-name',
  'names.hostname',
  'names.short-id',
  'names.several-aliases',
  'names.with-network',
  'names.any-case',
  'names.itself',
  'names.reverse',
  'names.sees-both',
  'names.address-per-network',
  'names.network-chooses',
  'names.shared-alias*',
  'names.hundred',
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
  'names.forwarded*',
  'names.next-resolver',
  'names.internal-*',
  'names.search-domain',
  'names.own-before-search',
  'names.ndots',
  'names.dns-on-default-bridge',
];

/** What takes a page of that host. */
export const byResolversPage = [
  'names.forwarded',
  'names.forwarded-large',
  'names.next-resolver',
  'names.internal-*',
  'names.search-domain',
  'names.own-before-search',
  'names.ndots',
];

/** What has such a page as its control. */
export const underResolversPage = [
  'names.forwarded-unknown',
  'names.forwarded-no-other-family',
  'names.forwarded-failing',
  'names.forwarded-refusing',
  'names.not-forwarded',
];

/** What the embedded DNS answers. */
export const byEmbeddedDns = [
  ...byAlias.filter((id) => id !== 'names.late-joiner'),
  'names.container-name',
  'names.hostname',
  'names.short-id',
  'names.reverse',
  'names.unknown',
  'names.address-per-network',
  'names.reconnected',
  'names.renamed',
  ...byResolver.filter((id) => id !== 'names.dns-on-default-bridge'),
];
