import { type RoleImages, publicImages, roles } from '../../images/roles.ts';
import { LAN } from '../../scenario/repro/hosts.ts';
import { DRAWN_IN_SCRIPT } from '../../scenario/repro/networks.ts';
import { SCRIPT_PREFIX } from '../../scenario/repro/script.ts';

/** The beginning of subnets that the scripts of two behaviours of one scenario have in common. */
const DRAWN_SUBNETS = '10.249.';
const RANDOM_SUBNETS_6 = /\bfd[\da-f]{2}(?=(?::[\da-f]{1,4}){2,3}::)/g;

/**
 * The script with unique names and addresses, so that several can run on one engine at a time, and with the images of the
 * run, because there may be no registry. Line numbers stay the same.
 */
export function withOwnNames(script: string, number: number, images: RoleImages): string {
  const own = script
    .replaceAll(SCRIPT_PREFIX, prefixOf(number))
    .replaceAll(SCRIPT_PREFIX.toUpperCase(), prefixOf(number).toUpperCase())
    .replaceAll(DRAWN_SUBNETS, `10.${100 + (number % 100)}.`)
    .replaceAll(RANDOM_SUBNETS_6, `fd${(number % 256).toString(16).padStart(2, '0')}`)
    .replaceAll(LAN.interface, `repro${number}`)
    .replaceAll('198.19.0.', `198.19.${netOf(number)}.`)
    .replaceAll('fd98:19::', `fd98:19:${netOf(number)}::`)
    .replaceAll(DRAWN_IN_SCRIPT, `10.${netOf(number)}.`);
  return roles
    .filter((role) => images[role].origin === 'built')
    .reduce(
      (text, role) => text.replaceAll(new RegExp(`${publicImages[role]}(?= |"|$)`, 'gm'), images[role].reference),
      own,
    );
}

const netOf = (number: number): number => (number % 254) + 1;

/** The prefix of the names in that script. */
export function prefixOf(number: number): string {
  return `${SCRIPT_PREFIX}${number}-`;
}

/** The address of the LAN host in that script. */
export function lanHostOf(number: number): string {
  return LAN.lanHost.replace('.0.', `.${netOf(number)}.`);
}
