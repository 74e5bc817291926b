import { resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a person started this on a desktop. */
export function onDesktop(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
  isTTY: boolean = process.stdout.isTTY,
): boolean {
  if (!isTTY || environment['CI']) return false;
  if (platform === 'darwin' || platform === 'win32') return true;
  return Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
}

/** Opens a page in the user's browser, if possible: its path is printed anyway. */
export async function showPage(path: string): Promise<void> {
  try {
    const { default: open } = await import('open');
    const viewer = await open(resolve(path));
    viewer.once('error', () => undefined);
  } catch {
    // there is no browser
  }
}
