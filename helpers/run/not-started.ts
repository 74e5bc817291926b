import { basename } from 'node:path';
import type Dockerode from 'dockerode';
import { frameReader } from '../engine/frames.ts';
import { UserError } from '../engine/user-error.ts';
import { lastLine } from '../probe/stderr.ts';
import { printable } from '../report/terminal.ts';
import type { ComposeFile } from '../stack/compose-file.ts';

/** Why a container of a Compose file did not start, by its state, its health check and what it printed. */
export async function notStarted(
  engine: Dockerode,
  { file = '' }: Pick<ComposeFile, 'file'>,
  { Id, Name, Config, State }: Dockerode.ContainerInspectInfo,
): Promise<UserError> {
  const service = Config.Labels['com.docker.compose.service'] ?? nameOf(Name);
  const log = await engine.getContainer(Id).logs({ stdout: true, stderr: true, tail: 1 });
  const line = frameReader()(log).toString().trim();
  const state = State.Status === 'exited' ? `exited (${State.ExitCode})` : (State.Health?.Status ?? State.Status);
  const printed = line === '' ? 'it printed nothing' : `it printed last: ${lastLine(line)}`;
  const because = [state, ...healthTexts(State), printed].join('; ');
  return sentence(
    `The service ${service} did not start (${because}): see that docker compose --file ${basename(file)} up --wait works.`,
  );
}

/** What the last health check of a container that is not healthy printed. */
export function healthTexts({
  Status,
  Health,
}: Pick<Dockerode.ContainerInspectInfo['State'], 'Status' | 'Health'>): string[] {
  const last = Health?.Log.at(-1);
  if (Status === 'exited' || !last || Health?.Status === 'healthy') return [];
  const output = last.Output.trim();
  const printed = output === '' ? 'printed nothing' : `printed last: ${lastLine(output)}`;
  return [`its health check ended with ${last.ExitCode} and ${printed}`];
}

/** Whether a container has ended with an error, or is not healthy. */
export function isFailed({ State }: Dockerode.ContainerInspectInfo): boolean {
  const hasFailed = State.Status === 'exited' && State.ExitCode !== 0;
  return hasFailed || State.Status === 'dead' || State.Health?.Status === 'unhealthy';
}

/** The name of a container without the slash. */
export function nameOf(name = ''): string {
  return name.replace(/^\//, '');
}

/** An error of one line: what programs print may have anything in it. */
export function sentence(text: string): UserError {
  return new UserError(printable(text).replaceAll('\n', ' '));
}
