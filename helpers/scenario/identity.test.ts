import { describe, expect, test } from '@jest/globals';
import { identityIn } from './identity.ts';

describe('the identity in an answer', () => {
  test.each<[string, Record<string, string>, string | undefined]>([
    ["nginx's own header", { 'x-container': 'nginx-1a2b' }, 'nginx-1a2b'],
    ["Grafana's redirection", { location: '/grafana-1a2b/login' }, 'grafana-1a2b'],
    ['a redirection to an absolute address', { location: 'http://localhost:3000/grafana-1a2b/login' }, 'grafana-1a2b'],
    ['a redirection that says where to go back to', { location: '/grafana-1a2b/login?redirectTo=%2F' }, 'grafana-1a2b'],
    ['both, where the header counts', { 'x-container': 'nginx-1', location: '/grafana-1/login' }, 'nginx-1'],
  ])('is found in %s', (_, headers, identity) => {
    expect(identityIn(headers)).toBe(identity);
  });

  test.each<[string, Record<string, string>]>([
    ['no header at all', {}],
    ['the redirection of a Grafana that is not ours', { location: '/login' }],
    ['the same, to an absolute address', { location: 'https://grafana.example/login' }],
    ['a redirection elsewhere', { location: '/grafana-1a2b/home' }],
    ['a redirection to another host without a scheme', { location: '//grafana.example/login' }],
    ['a deeper path', { location: '/app/grafana-1a2b/login' }],
  ])('is unknown with %s', (_, headers) => {
    expect(identityIn(headers)).toBeUndefined();
  });
});
