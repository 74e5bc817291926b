import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ComposeProgram, runCompose } from '../../engine/compose.ts';

const FIXTURES = fileURLToPath(new URL('../../../fixtures/stacks/', import.meta.url));

/** A project of fixtures/stacks that is up: a copy of its folder, which may be changed. */
export class RunningStack {
  readonly folder: string;
  readonly name: string;
  private readonly compose: ComposeProgram;

  constructor(compose: ComposeProgram, work: string, name: string) {
    this.compose = compose;
    this.name = name;
    this.folder = join(work, name);
    rmSync(this.folder, { recursive: true, force: true });
    cpSync(join(FIXTURES, name), this.folder, { recursive: true });
  }

  get policy(): string {
    return join(this.folder, 'network-policy.yaml');
  }

  /** Replaces parts of its Compose file. Throws where one is not in it. */
  replace(parts: readonly (readonly [before: string, after: string])[]): void {
    const file = join(this.folder, 'compose.yaml');
    let text = readFileSync(file, 'utf8');
    for (const [before, after] of parts) {
      if (!text.includes(before)) throw new Error(`${this.name}/compose.yaml has no ${JSON.stringify(before)}`);
      text = text.replace(before, () => after);
    }
    writeFileSync(file, text);
  }

  /** Writes the values of its variables beside its Compose file. */
  writeVariables(variables: Readonly<Record<string, string>>): void {
    const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(this.folder, '.env'), lines.join(''));
  }

  async up(...options: readonly string[]): Promise<void> {
    await this.run('up', '--detach', '--wait', ...options);
  }

  async stop(service: string): Promise<void> {
    await this.run('stop', '--timeout', '0', service);
  }

  /** Kills its containers, and keeps them. */
  async kill(): Promise<void> {
    await this.run('kill');
  }

  async down(): Promise<void> {
    if (existsSync(this.folder)) await this.run('down', '--timeout', '0', '--remove-orphans');
  }

  private async run(...args: readonly string[]): Promise<void> {
    const { exitCode, stderr } = await runCompose(this.compose, ['--file', join(this.folder, 'compose.yaml'), ...args]);
    if (exitCode !== 0) throw new Error(`docker compose ${args.join(' ')} of ${this.name} failed: ${stderr.trim()}`);
  }
}
