import type { Body } from '../../engine/api-proxy.ts';
import { inAnswer } from './alter.ts';
import { type AnyFault, apiFault } from './fault.ts';

const inNetworks = (alter: (networks: Body[]) => Body) => inAnswer(/^\/networks$/, alter);

export const drivers: readonly AnyFault[] = [
  apiFault({
    name: 'the network none is not listed',
    mustFail: ['drivers.predefined'],
    answer: inNetworks((networks) => networks.filter(({ Name }) => Name !== 'none')),
  }),
  apiFault({
    name: 'the network host is listed twice',
    mustFail: ['drivers.predefined'],
    answer: inNetworks((networks) => [...networks, ...networks.filter(({ Name }) => Name === 'host')]),
  }),
  apiFault({
    name: 'the network bridge has the scope swarm',
    mustFail: ['drivers.predefined'],
    answer: inNetworks((networks) => {
      for (const network of networks) if (network.Name === 'bridge') network.Scope = 'swarm';
    }),
  }),
  apiFault({
    name: 'the engine reports no overlay driver',
    mustFail: ['drivers.native'],
    answer: inAnswer(/^\/info$/, (body) => {
      body.Plugins.Network = body.Plugins.Network.filter((driver: string) => driver !== 'overlay');
    }),
  }),
  apiFault({
    name: 'the engine reports no drivers',
    mustFail: ['drivers.native'],
    answer: inAnswer(/^\/info$/, (body) => {
      body.Plugins.Network = null;
    }),
  }),
];
