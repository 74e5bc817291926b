import { addresses } from './addresses.ts';
import { api } from './api.ts';
import { bridge } from './bridge.ts';
import { compose } from './compose.ts';
import type { Difference } from './difference.ts';
import { dns } from './dns.ts';
import { drivers } from './drivers.ts';
import { engine } from './engine.ts';
import { events } from './events.ts';
import { firewall } from './firewall.ts';
import { gateway } from './gateway.ts';
import { gatewayMode } from './gateway-mode.ts';
import { hairpin } from './hairpin.ts';
import { host } from './host.ts';
import { icc } from './icc.ts';
import { interfaces } from './interfaces.ts';
import { internal } from './internal.ts';
import { ipv6 } from './ipv6.ts';
import { isolation } from './isolation.ts';
import { lan } from './lan.ts';
import { lifecycle } from './lifecycle.ts';
import { links } from './links.ts';
import { listing } from './listing.ts';
import { macvlan } from './macvlan.ts';
import { mtu } from './mtu.ts';
import { names } from './names.ts';
import { none } from './none.ts';
import { overlay } from './overlay.ts';
import { publish } from './publish.ts';
import { shared } from './shared.ts';
import { scale } from './scale.ts';
import { sourceAddress } from './source-address.ts';
import { spoofing } from './spoofing.ts';
import { structure } from './structure.ts';

/**
 * Every known difference, in the order of the chapters. Where several entries match an engine, the first one counts: in a
 * chapter's file, the special case stands before the general one (rootless first).
 */
export const differences: readonly Difference[] = [
  structure,
  bridge,
  addresses,
  interfaces,
  mtu,
  names,
  publish,
  none,
  host,
  drivers,
  dns,
  shared,
  links,
  gateway,
  lifecycle,
  isolation,
  icc,
  internal,
  hairpin,
  lan,
  sourceAddress,
  gatewayMode,
  ipv6,
  firewall,
  spoofing,
  macvlan,
  overlay,
  compose,
  api,
  listing,
  engine,
  events,
  scale,
].flat();
