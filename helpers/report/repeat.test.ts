import { afterEach, describe, expect, test } from '@jest/globals';
import { specSource } from '../behaviour/spec-path.ts';
import { useSpecsOf } from '../behaviour/user-specs.ts';
import { topology } from './html/example.ts';
import { repeatCommand, withoutRunNames } from './repeat.ts';

test('members have the names of the scenario, though the identity of one begins with that of another', () => {
  const [container] = topology.containers;
  const named = ['peer', 'peer2'].map((name) =>
    Object.assign({}, container, { name, identity: `dnc-1a2b3c-4d5e-${name}` }),
  );
  const text = 'answered by dnc-1a2b3c-4d5e-peer2, not by dnc-1a2b3c-4d5e-peer';
  expect(withoutRunNames(text, { ...topology, containers: named })).toBe('answered by peer2, not by peer');
});

describe('of specs of the user', () => {
  afterEach(() => {
    delete process.env['CONFORMANCE_SPECS'];
    delete process.env['CONFORMANCE_SPECS_NAMED'];
  });

  test.each(['/tmp/nc/specs', '../specs'])('the folder %s is as it was given', (named) => {
    useSpecsOf('/tmp/nc/specs', named);
    expect(repeatCommand('shop.web-reaches-db', {})).toMatch(` --specs ${named} -- -t shop.web-reaches-db`);
    expect(specSource('/tmp/nc/specs/back/db.spec.ts')).toBe(`${named}/back/db.spec.ts`);
  });

  test.each(['shop.spec-cannot-be-loaded', 'shop.spec-has-no-promise'])('%s is the id of no test', (id) => {
    useSpecsOf('/tmp/nc/specs');
    expect(repeatCommand(id, {})).toMatch(/ --specs \/tmp\/nc\/specs$/);
  });
});
