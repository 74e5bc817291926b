import { expect, test } from '@jest/globals';
import { hostnameOf } from './request.ts';

test.each([
  ['http://grafana:3000', 'grafana'],
  ['http://WEB.Front/page', 'WEB.Front'],
  ['http://172.18.0.3', '172.18.0.3'],
  ['http://[FD00:0::3]:80', 'fd00::3'],
])('the host of %s is %s', (url, host) => {
  expect(hostnameOf(url)).toBe(host);
});
