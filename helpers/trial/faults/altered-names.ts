import { readFileSync } from 'node:fs';
import { quote } from '../../engine/quote.ts';
import { always } from './alter.ts';

const PROXY = readFileSync(new URL('../../../fixtures/trial/dns-proxy.pl', import.meta.url), 'utf8');

/**
 * Alters what the embedded DNS server answers over UDP, by Perl code that changes `$answer`; fixtures/trial/dns-proxy.pl has
 * what it may use.
 */
export const dnsAnswers = (alteration: string): string => `perl - ${quote(alteration)} <<'END'\n${PROXY}END\n`;

/** The numbers of record types. */
export const TYPE = { A: 1, PTR: 12, MX: 15, TXT: 16, AAAA: 28 } as const;

/** The aliases and the name of a container, as a format of `docker inspect`. */
const ALL_NAMES = '{{range .NetworkSettings.Networks}}{{range .Aliases}}{{.}} {{end}}{{end}}{{slice .Name 1}}';

/**
 * Adds names of running containers, by default all of them, to /etc/hosts of the client in their scenario, where they stay.
 * The client and the containers are named as in the scenario.
 */
export const namesLeftInHosts = (client: string, containers: readonly string[], names = ALL_NAMES): string =>
  always(
    [
      `for container in $(docker ps --format '{{.Names}}' | grep -E -- '-(${containers.join('|')})$'); do`,
      `  hosts=$(docker inspect --format '{{.HostsPath}}' "\${container%-*}-${client}") || continue`,
      `  line=$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}} ${names}' "$container")`,
      '  grep -qxF -- "$line" "$hosts" || echo "$line" >>"$hosts"',
      'done',
    ].join('\n'),
  );

/** Runs a command for each process of containers with this name in their scenario; `$root` is its root folder. */
export const inFilesOf = (container: string, command: string): string =>
  always(
    [
      `for pid in $(docker ps --quiet --filter 'name=-${container}$' | xargs -r docker inspect --format '{{.State.Pid}}'); do`,
      `  root=/proc/$pid/root; ${command}`,
      'done',
    ].join('\n'),
  );

/** Removes the lines that match a pattern from a file that is mounted, and cannot be replaced. */
export const withoutLines = (pattern: string, file: string): string =>
  `grep -v '${pattern}' ${file} >/tmp/left; cat /tmp/left >${file}`;

/** Adds a nameserver to resolv.conf, whose last line may have no end, within `inFilesOf`. */
export const secondNameserver =
  'grep -q 192.0.2.1 $root/etc/resolv.conf || printf "\\nnameserver 192.0.2.1\\n" >>$root/etc/resolv.conf';

/** Removes the unique local addresses from /etc/hosts, which is mounted and cannot be replaced, within `inFilesOf`. */
export const withoutOwnIpv6 =
  '! grep -q "^fd" $root/etc/hosts || { others=$(grep -v "^fd" $root/etc/hosts); printf "%s\\n" "$others" >$root/etc/hosts; }';
