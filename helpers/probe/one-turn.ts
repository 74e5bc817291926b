import type { Command, CommandResult } from './batch.ts';

interface Queued extends Command {
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects the commands for one place in the same turn of the event loop, and runs them together: to start one program in
 * a container costs as much as to start all of them. `execute` gives their results in the same order.
 */
export class OneTurn {
  private readonly queues = new Map<string, Queued[]>();

  /** Runs a command with the others of this turn that have the same key. */
  run(
    key: string,
    command: Command,
    execute: (commands: readonly Command[]) => Promise<CommandResult[]>,
  ): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      const item = { ...command, resolve, reject };
      const queue = this.queues.get(key);
      if (queue) {
        queue.push(item);
        return;
      }
      this.queues.set(key, [item]);
      setImmediate(() => void this.flush(key, execute));
    });
  }

  private async flush(key: string, execute: (commands: readonly Command[]) => Promise<CommandResult[]>): Promise<void> {
    const queue = this.queues.get(key) ?? [];
    this.queues.delete(key);
    try {
      const results = await execute(queue);
      for (const [index, item] of queue.entries()) item.resolve(results[index] as CommandResult);
    } catch (error) {
      for (const item of queue) item.reject(error);
    }
  }
}
