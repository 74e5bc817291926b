import { describe, expect, test } from '@jest/globals';
import { printProblem } from './problem.ts';
import { sentenceProblems } from './sentences.ts';

const about = { file: 'specs/bridge/a.spec.ts', line: 7, docs: '', needs: [], why: 'Applications cannot connect.' };
const entry = (sentence: string, more: { id?: string; why?: string } = {}) => ({
  id: 'bridge.a',
  sentence,
  ...about,
  ...more,
});
const problemsOf = (sentence: string) => sentenceProblems([entry(sentence)]).map(({ problem }) => problem);
const problemsOfReason = (why: string) =>
  sentenceProblems([entry('A name resolves', { why })]).map((one) => one.problem);

test.each([
  'A network alias resolves to its container',
  '`-p PORT` publishes on a free host port chosen by the engine',
  'On Linux, a container on the host network shares the loopback address of the host',
  'Host INPUT rules do not block published ports',
  'A neighbour advertisement takes a second, and the address of a gateway is taken from the range',
  'A container connected later resolves its peers, and they resolve it',
])('"%s" has no problem', (sentence) => {
  expect(problemsOf(sentence)).toEqual([]);
});

test.each([
  ['a network alias resolves', 'the sentence begins with "a": begin with a capital or with `code`'],
  ['-p PORT publishes', 'the sentence begins with "-p": begin with a capital or with `code`'],
  ['It has the loopback interface', 'the sentence has "It" for a subject: name what it is about'],
  ["It's reachable by its address", 'the sentence has "It\'s" for a subject: name what it is about'],
  ['They reach each other', 'the sentence has "They" for a subject: name what it is about'],
  ['Their host does not reach them', 'the sentence has "Their" for a subject: name what it is about'],
  ['So does UDP', 'the sentence has "So" for a subject: name what it is about'],
  ['Nor does a packet for 127.0.0.1', 'the sentence has "Nor" for a subject: name what it is about'],
  ['Who is disconnected has no names', 'the sentence has "Who" for a subject: name what it is about'],
  ['Whoever routes to it is answered', 'the sentence has "Whoever" for a subject: name what it is about'],
  ['Nothing leads out', 'the sentence has "Nothing" for a subject: name what it is about'],
  ['On Linux, it is the network of the host', 'the sentence has "it" for a subject: name what it is about'],
  ['A name resolves.', 'the sentence ends with ".": leave out the mark at its end'],
  ['A name resolves:', 'the sentence ends with ":": leave out the mark at its end'],
  ['A network alias leads to its container', 'the sentence has "leads to": write resolves to, reaches or forwards to'],
  ['A container is found by its name', 'the sentence has "is found": write resolves or is reachable'],
  ['A container asks the DNS server', 'the sentence has "asks": write sends a request, queries or looks up'],
  ['Peers are told of a MAC address', 'the sentence has "told": write reports, prints or returns'],
  ['A DNS question is forwarded', 'the sentence has "question": write request or query'],
  ['A container takes a free host port', 'the sentence has "takes a free host port": write publishes'],
  ['A port is taken by a peer', 'the sentence has "port is taken": write is in use'],
  ['A firewall lets packets in', 'the sentence has "lets packets in": write reach, answer or accept'],
  ['A stranger reaches no container', 'the sentence has "stranger": write LAN host'],
  ['A host neighbour reaches no container', 'the sentence has "neighbour": write LAN host'],
  ['Containers have one network card', 'the sentence has "network card": write interface or link'],
  ['Names resolve, whereas addresses do not', 'the sentence has "whereas": write control, or but'],
  [`A ${'long '.repeat(22)}name`, 'the sentence has 116 characters: shorten it to 110 at most'],
])('"%s" has a problem', (sentence, problem) => {
  expect(problemsOf(sentence)).toEqual([problem]);
});

test('a sentence of 110 characters is not too long', () => {
  expect(problemsOf(`A${'a'.repeat(109)}`)).toEqual([]);
});

test('a sentence that two behaviours have is a problem of both', () => {
  const twice = [entry('A name resolves'), entry('A name resolves', { id: 'bridge.b' })];
  expect(sentenceProblems(twice).map(printProblem)).toEqual([
    'specs/bridge/a.spec.ts:7: bridge.a: the sentence is the same as that of bridge.b: say what differs',
    'specs/bridge/a.spec.ts:7: bridge.b: the sentence is the same as that of bridge.a: say what differs',
  ]);
});

describe('the reason', () => {
  test.each([
    ['They wait forever.', 'the `why` has "They" for a subject: name what it is about'],
    ['clients wait.', 'the `why` begins with "clients": begin with a capital or with `code`'],
    ['Clients ask for it.', 'the `why` has "ask": write sends a request, queries or looks up'],
    ['Clients wait', 'the `why` does not end with a full stop: add one'],
    ['Clients wait. Servers do, too.', 'the `why` has more than one sentence: keep one'],
  ])('"%s" has a problem', (why, problem) => {
    expect(problemsOfReason(why)).toEqual([problem]);
  });

  test('is mandatory', () => {
    const { why: _, ...without } = entry('A name resolves');
    expect(sentenceProblems([without]).map(({ problem }) => problem)).toEqual([
      'there is no `why`: say in a sentence what breaks for a user',
    ]);
  });
});
