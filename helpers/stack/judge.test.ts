import { describe, expect, test } from '@jest/globals';
import { answered, binding, exampleScene, exampleStack, listener } from './example.ts';
import { judge } from './judge.ts';
import { planned } from './plan.ts';
import { countsText, matrixText } from './print.ts';
import type { Answer, Request } from './requests.ts';
import { foundText, pairText, suspicionText } from './finding-text.ts';

/** What a policy's check finds, but for what passes: `web → db tcp/5432: failed: open …`. */
function found(
  policy: string,
  options: Parameters<typeof exampleScene>[1] = {},
  otherwise?: (request: Request) => Answer | undefined,
  restarted: ReadonlySet<string> = new Set(),
): string[] {
  const scene = exampleScene(policy, options);
  const findings = judge(scene, answered(planned(scene), otherwise), restarted);
  return findings
    .filter(({ verdict }) => verdict !== 'passed')
    .map((one) => `${pairText(one)}: ${one.verdict}: ${foundText(one)}; ${suspicionText(one) ?? ''}`);
}

const RULES = 'allow:\n  - { from: world, to: web, by: tcp/80 }\n  - { from: web, to: db, by: tcp/5432 }';

test('a stack that is as its policy says', () => {
  expect(found(RULES)).toEqual([]);
});

test('an open port that no rule allows', () => {
  expect(found('allow:\n  - { from: world, to: web, by: tcp/80 }')).toEqual([
    expect.stringMatching(
      /^web → db tcp\/5432: failed: open at 172\.18\.0\.2:5432, and no rule allows it; both are on the network data/,
    ),
  ]);
});

test('a container that answers a ping gets no advice to listen elsewhere', () => {
  const policy = 'deny:\n  - { from: web, to: db, by: icmp, because: test }';
  const line = found(policy).find((one) => one.startsWith('web → db icmp'));
  expect(line).toMatch(/both are on the network data: take web or db off$/);
});

test('what nothing leads to passes without a request, and says so', () => {
  const scene = exampleScene('deny:\n  - { from: lan, to: db, because: test }');
  const findings = judge(scene, answered(planned(scene)), new Set());
  expect(countsText(findings)).toMatch(/^\d+ passed \(1 without a request, as nothing leads there\)/);
  expect(matrixText(findings, false)).toMatch(/^lan +-/m);
  expect(matrixText(findings, false)).toContain('- closed, as nothing leads there');
});

test('deny wins over allow', () => {
  const [line] = found(`${RULES}\ndeny:\n  - { from: web, to: db, because: test }`);
  expect(line).toMatch(/web → db tcp\/5432: failed: open at .* a rule forbids it/);
});

describe('an allowed port', () => {
  test.each([
    [
      'without a listener',
      { listeners: { db: [listener(5433)] } },
      /nothing listens there at db, which listens at tcp\/5433/,
    ],
    [
      'on loopback',
      { listeners: { db: [listener(5432, true)] } },
      /listens there on 127\.0\.0\.1 only; .* listen on 0\.0\.0\.0/,
    ],
  ])('%s fails', (_, options, words) => {
    expect(found(RULES, options).find((line) => line.startsWith('web → db tcp/5432'))).toMatch(words);
  });

  test('of services without a common network fails', () => {
    const [line] = found(`${RULES}\n  - { from: mail, to: db, by: tcp/5432 }`);
    expect(line).toMatch(/mail → db tcp\/5432: failed: no common network: .* add data to the networks of mail/);
  });

  test('that another container answers fails', () => {
    const lines = found(RULES, {}, ({ to, door }) =>
      to === 'db' && door === 'own' ? { kind: 'elsewhere' } : undefined,
    );
    const words = 'something answers at 172.18.0.2:5432 that is not db';
    expect(lines).toContainEqual(expect.stringContaining(`web → db tcp/5432: failed: ${words}`));
    // where it must not be reached, nobody knows who that is
    expect(lines).toContainEqual(expect.stringContaining(`mail → db tcp/5432: error: ${words}`));
  });

  test('whose name gives another address fails', () => {
    const another: Answer = { kind: 'resolved', addresses: ['172.18.0.2', '172.18.0.99'] };
    const lines = found(RULES, {}, ({ subject }) => (subject.kind === 'name' ? another : undefined));
    expect(lines).toEqual([
      expect.stringMatching(/web → db name: failed: the name db also resolves to 172\.18\.0\.99/),
    ]);
  });
});

describe('a published port', () => {
  test('that no rule allows fails', () => {
    const line = found('allow:\n  - { from: web, to: db, by: tcp/5432 }').find((one) => one.startsWith('lan'));
    expect(line).toMatch(
      /lan → web tcp\/80: failed: open at the published port .*; ports of web publishes 80 on 0\.0\.0\.0/,
    );
  });

  test('on 127.0.0.1 does not do where the world is allowed', () => {
    const local = { ...exampleStack().containers[0], bindings: [{ ...binding, hostAddress: '127.0.0.1' }] };
    const stack = exampleStack([local as ReturnType<typeof exampleStack>['containers'][number]]);
    expect(found(RULES, { stack })).toEqual([
      expect.stringMatching(
        /lan → web tcp\/80: failed: published on 127\.0\.0\.1 only, .*; take the address off in ports of web/,
      ),
    ]);
  });

  test('is unsupported without a LAN host, and its binding is a reading', () => {
    expect(found(RULES, { lan: false })).toEqual([
      'lan → web tcp/80: unsupported: no request from a LAN host: it needs root; inspect shows 0.0.0.0:8080, which is a reading and no proof; ',
    ]);
  });
});

describe('silence', () => {
  test('is no denial where nobody is answered', () => {
    const lines = found(RULES, {}, ({ to }) => (to === 'mail' ? { kind: 'silent' } : undefined));
    expect(
      lines.every((line) => / → mail tcp\/25: unsupported: no answer, also not where it should be open/.test(line)),
    ).toBe(true);
    expect(lines).toHaveLength(3);
  });

  test('of a container that was restarted is an error', () => {
    const lines = found(RULES, {}, undefined, new Set(['mail']));
    expect(lines).toContain(
      'web → mail tcp/25: error: example-mail-1 was restarted or ended during the check: check again; ',
    );
  });

  test('is an error where nothing could be sent', () => {
    const lines = found(RULES, {}, ({ to }) => (to === 'mail' ? { kind: 'error', because: 'no shell' } : undefined));
    expect(lines[0]).toMatch(/ → mail tcp\/25: error: the request could not be sent: no shell/);
  });
});

test('the way back is a note, and a failure where the policy is strict about it', () => {
  const listeners = { web: [listener(80), listener(9000)] };
  const policy = 'allow:\n  - { from: world, to: web, by: tcp/80 }\n  - { from: web, to: db, by: tcp/5432 }\nstrict: ';
  expect(found(`${policy}[]`.replace('strict: []', ''), { listeners })).toEqual([
    expect.stringMatching(/^db → web tcp\/9000: note: open the way back/),
  ]);
  expect(found(`${policy}ways-back`, { listeners })).toEqual([expect.stringMatching(/^db → web tcp\/9000: failed/)]);
});
