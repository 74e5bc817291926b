import { expect, test } from '@jest/globals';
import { frameReader } from './frames.ts';

const frame = (output: number, text: string): Buffer => {
  const head = Buffer.from([output, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
};

const read = (...chunks: Buffer[]): string => chunks.map(frameReader()).join('');

test('both outputs are decoded in their order', () => {
  expect(read(Buffer.concat([frame(1, 'one\n'), frame(2, ''), frame(2, 'two\n'), frame(1, '@ 0\n')]))).toBe(
    'one\ntwo\n@ 0\n',
  );
});

test('frames may be split anywhere', () => {
  const whole = Buffer.concat([frame(1, 'one\n'), frame(2, 'zwölf\n')]);
  for (let at = 0; at <= whole.length; at++) {
    const reader = frameReader();
    const decoded = Buffer.concat([reader(whole.subarray(0, at)), reader(whole.subarray(at))]);
    expect(decoded.toString()).toBe('one\nzwölf\n');
  }
});

test('a program that writes byte by byte causes no stack overflow', () => {
  const bytes = Array.from({ length: 20_000 }, () => frame(1, '\n'));
  expect(read(Buffer.concat(bytes))).toHaveLength(20_000);
});

test('a frame of huge length is decoded as it arrives', () => {
  const endless = Buffer.from([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]);
  expect(read(endless, Buffer.from('some'))).toBe('some');
});

test('text without frames is returned unchanged', () => {
  expect(read(Buffer.from('OCI runtime '), Buffer.from('exec failed'))).toBe('OCI runtime exec failed');
});
