import type Dockerode from 'dockerode';
import type { RunningContainer, RunningNetwork } from '../../scenario/running.ts';
import { redactedInspect } from './redact.ts';
import { type Section, section } from './section.ts';

/** Collects the inspect of a network. */
export async function collectNetwork({ name, engine, engineName }: RunningNetwork): Promise<Section> {
  return section(name, 'inspect', async () => {
    const info = await engine.getNetwork(engineName).inspect();
    return JSON.stringify(redactedInspect(info, false), undefined, 2);
  });
}

/** Collects the events of a scenario's containers and networks since it began. */
export async function collectEvents(
  engine: Dockerode,
  of: string,
  { containers, networks }: { containers: readonly RunningContainer[]; networks: readonly string[] },
  since: number,
): Promise<Section> {
  // without an end in the past, the engine keeps the stream open
  const window = { since: seconds(since), until: seconds(Date.now()) };
  const events = (filters: Record<string, string[]>): Promise<string[]> =>
    engine.getEvents({ ...window, filters }).then((stream) => linesOf(stream));
  return section(of, 'events', async () => {
    const wanted = [
      ...(containers.length > 0 ? [events({ type: ['container'], container: containers.map(({ id }) => id) })] : []),
      ...(networks.length > 0 ? [events({ type: ['network'], network: [...networks] })] : []),
    ];
    return (await Promise.all(wanted)).flat().toSorted().join('\n');
  });
}

function seconds(ms: number): number {
  return Number((ms / 1000).toFixed(3));
}

interface EngineEvent {
  readonly timeNano: number;
  readonly Type: string;
  readonly Action: string;
  readonly Actor?: { readonly ID?: string; readonly Attributes?: Record<string, string> };
}

/** A line for each event: time, type, action and object. */
async function linesOf(stream: NodeJS.ReadableStream): Promise<string[]> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const { timeNano, Type, Action, Actor } = JSON.parse(line) as EngineEvent;
      const { name = '', container = '', exitCode } = Actor?.Attributes ?? {};
      const when = new Date(timeNano / 1_000_000).toISOString();
      const more = [name, container.slice(0, 12), exitCode && `exit code ${exitCode}`].filter(Boolean).join(' ');
      // the action of an exec has the script of its probe, which is long
      return `${when} ${Type} ${Action.slice(0, 60).split('\n')[0]} ${more}`;
    });
}
