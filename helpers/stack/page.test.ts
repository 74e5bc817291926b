import { describe, expect, test } from '@jest/globals';
import { answered, exampleAbout, exampleScene, listener } from './example.ts';
import { judge } from './judge.ts';
import { toStackHtml } from './page.ts';
import { planned } from './plan.ts';

const scene = exampleScene('allow:\n  - { from: lan, to: web, by: tcp/80 }\n  - { from: web, to: db, by: tcp/5432 }', {
  listeners: { web: [listener(80), listener(9090)] },
});

async function pageOf(otherwise?: Parameters<typeof answered>[1]): Promise<string> {
  const exchanges = answered(planned(scene), otherwise);
  return toStackHtml(judge(scene, exchanges, new Set()), exchanges, scene, exampleAbout);
}

describe('the report of a check', () => {
  test('draws the services, their networks, the published port and the LAN host', async () => {
    const html = await pageOf();
    for (const title of ['web', 'db', 'mail', 'data', 'edge', '0.0.0.0:8080', 'lan'])
      expect(html).toContain(`>${title}</text>`);
    expect(html).toContain('no network');
    expect(html).toContain('bridge network');
  });

  test('has each way in the cell of its pair', async () => {
    const row = /<tr><th scope="row">web<\/th>.*?<\/tr>/s.exec(await pageOf())?.[0];
    expect(row).toMatch(/tcp\/5432<span class="visually-hidden"> open/);
    expect(row).toMatch(/tcp\/25<span class="visually-hidden"> closed/);
  });

  test('draws what failed, and says what may be wrong', async () => {
    const html = await pageOf(({ to, subject }) =>
      to === 'db' && subject.kind === 'tcp' ? { kind: 'refused' } : undefined,
    );
    expect(await pageOf()).toContain('probe-path answered');
    expect(html).toMatch(/probe-path broken/);
    expect(html).toMatch(/<b>web → db tcp\/5432<\/b>: closed/);
  });

  test('shows names of others as text', async () => {
    const exchanges = answered(planned(scene));
    const html = await toStackHtml(judge(scene, exchanges, new Set()), exchanges, scene, {
      ...exampleAbout,
      project: '<script>alert(1)</script>',
    });
    expect(html).not.toContain('<script>alert');
  });
});
