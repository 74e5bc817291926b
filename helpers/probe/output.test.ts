import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { ProbeError } from './outcome.ts';
import { outputOf } from './output.ts';

const frame = (text: string): Buffer =>
  Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, text.length]), Buffer.from(text)]);

test('the output ends with the program', async () => {
  const stream = new PassThrough();
  const output = outputOf(stream, 1000, 100);
  stream.write(frame('one '));
  stream.end(frame('two'));
  expect((await output).toString()).toBe('one two');
});

test('the beginning of an endless output is kept and the stream is closed', async () => {
  const stream = new PassThrough();
  const output = outputOf(stream, 1000, 10);
  const saying = setInterval(() => stream.destroyed || stream.write(frame('more ')), 1);
  expect((await output).toString()).toBe('more more ');
  clearInterval(saying);
  expect(stream.destroyed).toBe(true);
});

test('a program that does not end is a probe error', async () => {
  const stream = new PassThrough();
  await expect(outputOf(stream, 20, 100)).rejects.toThrow(ProbeError);
  expect(stream.destroyed).toBe(true);
});

test('a broken connection is an error', async () => {
  const stream = new PassThrough();
  const output = outputOf(stream, 1000, 100);
  stream.destroy(new Error('the engine is gone'));
  await expect(output).rejects.toThrow('the engine is gone');
});
