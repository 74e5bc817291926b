import { createReadStream } from 'node:fs';
import type Dockerode from 'dockerode';

/** How long a pull or a load may make no progress. */
const IDLE_LIMIT_MS = 20_000;

/** Loads the images of an archive into an engine, as `docker load` does. Throws where the engine refuses, or stops. */
export async function loadArchive(engine: Dockerode, archive: string): Promise<void> {
  await readProgress(engine, await engine.loadImage(createReadStream(archive)));
}

/** Reads the progress messages of a pull or a load to their end. Throws the error among them, or one where they stop. */
export async function readProgress(engine: Dockerode, stream: NodeJS.ReadableStream): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const idle = (): NodeJS.Timeout =>
      setTimeout(() => reject(new Error(`no progress for ${IDLE_LIMIT_MS / 1000} s`)), IDLE_LIMIT_MS);
    let timer = idle();
    const finished = (error: unknown): void => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve();
    };
    engine.modem.followProgress(stream, finished, () => {
      clearTimeout(timer);
      timer = idle();
    });
  });
}
