import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type Dockerode from 'dockerode';
import { resolveImage, resolveImages } from './resolve.ts';

let folder: string;
const before = { ...process.env };

// nothing is cached, and this machine has no apt
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'resolve-test-'));
  Object.assign(process.env, { CONFORMANCE_CACHE: folder, PATH: folder });
});

afterEach(() => {
  for (const name of ['CONFORMANCE_CACHE', 'PATH']) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  rmSync(folder, { recursive: true });
});

/** An engine without images, which cannot pull one. */
function engineThatPullsNone(why: string): Dockerode {
  const engine = {
    getImage: () => ({
      inspect: async () => Promise.reject(Object.assign(new Error('no such image'), { statusCode: 404 })),
    }),
    pull: async () => Promise.reject(new Error(why)),
  };
  return engine as unknown as Dockerode;
}

const resolving = { engine: engineThatPullsNone('429: rate limit'), progress: () => undefined };

test('images that can be neither pulled nor built are an error with both reasons and a remedy', async () => {
  await expect(resolveImages({ ...resolving, registry: true })).rejects.toThrow(
    /^The engine cannot pull nginx:\S+, grafana\/grafana:\S+, busybox:\S+ \(429: rate limit\), and images cannot be built on this machine \(apt was not found\): pull or load these images on the engine, or name others in NGINX_IMAGE, GRAFANA_IMAGE, \w+\.$/,
  );
  await expect(resolveImage('nginx', { ...resolving, registry: true })).rejects.toThrow(
    /^The engine cannot pull nginx:\S+ \(.*or name others in NGINX_IMAGE\.$/,
  );
});

test('without a registry, the error is that of the build', async () => {
  await expect(resolveImages({ ...resolving, registry: false })).rejects.toThrow(
    /^An embedded engine and built images/,
  );
});
