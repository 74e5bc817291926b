import type { Results } from '../ctrf.ts';
import { type Html, markup } from './escape.ts';
import { seconds } from '../printed-values.ts';

/** The engine, its host and the images: enough to distinguish two reports. */
export function fingerprint({ results }: Results): Html {
  const { engine, images, compose, timings } = results.environment.extra;
  const shown: readonly (readonly [string, string | undefined])[] = [
    ['Engine', `${engine.name} ${engine.version}, API ${engine.apiVersion}`],
    ['Found', engine.source],
    ['System', engine.os],
    ['Kernel', `${engine.kernel}, ${engine.architecture}`],
    ['Firewall', engine.firewall],
    ['IPv6', yes(engine.ipv6)],
    ['Rootless', yes(engine.rootless)],
    ['Options', engine.options?.join(', ') || undefined],
    ['Location', engine.location?.because],
    ['Docker Compose', compose],
    ['Images', imagesOf(images)],
    ['Time', timings && timeOf(timings)],
  ];
  const known = shown.filter(([, value]) => value !== undefined && !value.includes('undefined'));
  return markup`<dl class="fingerprint">${known.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function yes(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : value ? 'yes' : 'no';
}

function imagesOf(images: Results['results']['environment']['extra']['images']): string | undefined {
  const roles = Object.entries(images ?? {}).map(([role, { origin, standIn }]) => {
    return `${role} ${standIn ? 'by a stand-in' : origin}`;
  });
  return roles.join(', ') || undefined;
}

function timeOf({ engine, images, specs }: NonNullable<Results['results']['environment']['extra']['timings']>): string {
  return `${seconds(engine + images + specs)}: engine ${seconds(engine)}, images ${seconds(images)}, specs ${seconds(specs)}`;
}
