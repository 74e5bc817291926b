import { expect, jest, test } from '@jest/globals';
import type Dockerode from 'dockerode';
import { createNetwork } from './create-network.ts';

type Create = (options: Dockerode.NetworkCreateOptions) => Promise<unknown>;

const engineThat = (...answers: (Error | undefined)[]) => {
  const createNetworkOf = jest.fn<Create>(async () => {
    const answer = answers.shift();
    if (answer) throw answer;
  });
  return { engine: { createNetwork: createNetworkOf } as unknown as Dockerode, calls: createNetworkOf.mock.calls };
};

const options = { Name: 'dnc-1a2b3c-4d5e-one', Driver: 'bridge' };

test('an engine chooses the subnet', async () => {
  const { engine, calls } = engineThat(undefined);
  await expect(createNetwork(engine, options)).resolves.toBe('own subnet');
  expect(calls).toEqual([[options]]);
});

test.each([
  'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
  'all predefined address pools have been fully subnetted',
  'could not find free subnet from subnet pools',
])('with exhausted address pools, the network gets a subnet and a gateway: %s', async (message) => {
  const { engine, calls } = engineThat(new Error(message), new Error('Pool overlaps with other one'), undefined);
  await expect(createNetwork(engine, options)).resolves.toBe('given subnet');
  expect(calls).toHaveLength(3);
  expect(calls.at(-1)?.[0]).toMatchObject({
    ...options,
    IPAM: { Config: [{ Subnet: expect.stringMatching(/\.0\/24$/), Gateway: expect.stringMatching(/\.1$/) }] },
  });
});

test('an interface of another network that goes away meanwhile is no refusal', async () => {
  const { engine, calls } = engineThat(new Error('(HTTP code 500) route ip+net: no such network interface'), undefined);
  await expect(createNetwork(engine, options)).resolves.toBe('own subnet');
  expect(calls).toEqual([[options], [options]]);
});

test('any other error is thrown', async () => {
  const { engine, calls } = engineThat(new Error('network with name dnc already exists'));
  await expect(createNetwork(engine, options)).rejects.toThrow('already exists');
  expect(calls).toHaveLength(1);
});
