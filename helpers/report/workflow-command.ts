import { printable } from './terminal.ts';

/** Whether this runs in GitHub Actions. */
export function onGitHub(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return environment['GITHUB_ACTIONS'] === 'true';
}

/** The workflow command that annotates a line of a file. */
export function annotation(
  kind: 'error' | 'warning',
  { file, line, title }: { readonly file: string; readonly line: number; readonly title: string },
  text: string,
): string {
  return `::${kind} file=${property(file)},line=${line},title=${property(title)}::${data(text)}`;
}

/** Text as the message of a workflow command. */
export function data(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Text as a property of one. */
export function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
