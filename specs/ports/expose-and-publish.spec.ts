import { randomInt } from 'node:crypto';
import { behaviour, describe, expect, from, fromTestProcess, hostUrl, scenario } from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/';
const exposeDocs = 'https://docs.docker.com/reference/dockerfile/#expose';

/** A port of the container that nobody else on the host listens on; drawn, so that no fixed port is needed. */
const exposedPort = randomInt(20_000, 32_000);

describe('the same nginx, exposed and published', () => {
  const world = scenario(({ nginx, grafana }) => ({
    exposed: nginx({ expose: exposedPort }),
    published: nginx({ publish: 80 }),
    publishedToo: grafana({ publish: 3000 }),
  }));

  const publishingWorks = () => ({
    whereas: fromTestProcess.get(world.published.publishedUrl),
    isAnsweredBy: world.published,
  });

  behaviour('expose.documents-only', 'expose is documentation: it opens nothing, and closes nothing', { docs: exposeDocs }, async () => {
    const { exposed, published } = world;
    expect(Object.keys(exposed.atStart.Config.ExposedPorts ?? {})).toContain(`${exposedPort}/tcp`);
    expect(exposed.bindings(exposedPort)).toEqual([]);
    await expect(fromTestProcess.get(hostUrl(exposedPort))).toBeRefused(publishingWorks());

    const peer = from(published);
    const [thePort, anotherPort] = await Promise.all([peer.get(exposed.urlAt(exposedPort)), peer.get(exposed.urlAt(80))]);
    await expect(thePort).toBeAnsweredBy(exposed);
    await expect(anotherPort).toBeAnsweredBy(exposed);
  });

  behaviour('publish.binds', 'publish really binds a port of the host, expose does not', { docs }, async () => {
    const { exposed, published } = world;
    expect(published.bindings(80)).not.toEqual([]);
    await expect(fromTestProcess.get(published.publishedUrl)).toBeAnsweredBy(published);

    expect(Object.values(exposed.atStart.NetworkSettings.Ports).flatMap((bindings) => bindings ?? [])).toEqual([]);
    await expect(fromTestProcess.get(hostUrl(exposedPort))).toBeRefused(publishingWorks());
  });

  behaviour(
    'publish.localhost-answers',
    "curl localhost at the published port brings nginx's welcome page",
    { docs, needs: ['engine-at-localhost'] },
    async () => {
      const page = fromTestProcess.get(`http://127.0.0.1:${world.published.hostPort()}`);
      await expect(page).toBeAnsweredBy(world.published, { status: 200, bodyContaining: 'Welcome to nginx!' });
    },
  );

  behaviour('publish.ephemeral', 'publishing without a host port takes a free one', { docs }, async () => {
    const { published, publishedToo } = world;
    expect(published.hostPort()).not.toBe(publishedToo.hostPort());
    await expect(fromTestProcess.get(published.publishedUrl)).toBeAnsweredBy(published);
    await expect(fromTestProcess.get(publishedToo.publishedUrl)).toBeAnsweredBy(publishedToo);
  });
});
