import type { Instance } from '../engine/embedded/running.ts';
import { suiteNamed } from '../engine/embedded/suites.ts';
import { type Location, rootlessHere } from '../engine/identify.ts';

/** Where the host of an embedded engine is. */
export function embeddedLocation({ name, suite }: Instance): Location {
  if (suiteNamed(suite).host.rootless) return rootlessHere;
  return {
    publishedAt: '127.0.0.1',
    sharesNetwork: true,
    because: `the specs run on the host of the embedded engine ${name}`,
  };
}
