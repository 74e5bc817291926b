import type Dockerode from 'dockerode';
import { removeContainer, removeNetwork } from '../../engine/sweep.ts';

/** Removes the objects on the engines whose names have this prefix. Gives what they were, as text. */
export async function removeLeftovers(engines: readonly Dockerode[], prefix: string): Promise<string> {
  const left = await Promise.all(engines.map((engine) => removeAll(engine, prefix)));
  const names = left.flat();
  return names.length > 0 ? `it left ${names.join(', ')}` : '';
}

async function removeAll(engine: Dockerode, prefix: string): Promise<string[]> {
  const found = await engine.listContainers({ all: true, filters: { name: [`^/?${prefix}`] } });
  const containers = found.map(({ Id, Names }) => ({ id: Id, name: (Names[0] ?? Id).replace(/^\//, '') }));
  await Promise.all(containers.map(({ id }) => removeContainer(engine, id)));
  const networks = (await engine.listNetworks({ filters: { name: [`^${prefix}`] } }))
    .map(({ Name }) => Name)
    .filter((name) => name.startsWith(prefix));
  for (const name of networks) await removeNetwork(engine, name);
  return [...containers.map(({ name }) => `the container ${name}`), ...networks.map((name) => `the network ${name}`)];
}
