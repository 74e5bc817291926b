import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { verdicts } from '../behaviour/verdict.ts';
import { audit } from './audit.ts';
import { finding } from './example.ts';
import { foundOf } from './exposure.ts';

const engine = { name: 'Docker Engine', version: '20.10.24' };
const evidence = 'https://github.com/moby/moby/issues/45610';
const who = 'a LAN host';

const promised = (about: 'closed' | 'open', what: string) => ({ who, what, promised: about });

const found = (about: 'closed' | 'open') => verdicts.map((verdict) => foundOf({ verdict }, { promised: about }));

test('each verdict has a meaning for a closed exposure, and another for a documented one', () => {
  expect(found('closed')).toEqual(['closed', 'OPEN', 'unclear', 'OPEN', 'closed', 'not judged', 'not judged']);
  expect(found('open')).toEqual([
    'open as documented',
    'closed after all',
    'unclear',
    'closed after all',
    'open as documented',
    'not judged',
    'not judged',
  ]);
});

test('an audit lists by sender what is reached, open exposures first with the reason, and no other behaviours', () => {
  const difference = {
    entry: 'lan.c on docker',
    instead: 'the packet reaches the container',
    dockerSpecific: false,
    evidence,
  };
  const text = audit(
    [
      finding({ id: 'reach.a', security: promised('closed', 'an unpublished port') }),
      finding({ id: 'reach.b', security: promised('open', 'a macvlan') }),
      finding({
        id: 'reach.c',
        verdict: 'known-difference',
        difference,
        security: promised('closed', 'a port on 127.0.0.1'),
      }),
      finding(),
    ],
    engine,
  );
  expect(stripVTControlCharacters(text).split('\n')).toEqual([
    'Who reaches what on Docker Engine 20.10.24',
    'a LAN host reaches',
    '  ✕ OPEN                a port on 127.0.0.1  reach.c',
    `                        the packet reaches the container: ${evidence}`,
    '  ! open as documented  a macvlan  reach.b',
    '                        https://docs.docker.com/engine/network/drivers/bridge/',
    '  ✓ closed              an unpublished port  reach.a',
    '3 exposures: 1 OPEN, 1 open as documented, 1 closed',
  ]);
});
