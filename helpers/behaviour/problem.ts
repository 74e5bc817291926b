/** A problem in the declaration of a behaviour, and how to fix it. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly id: string;
  readonly problem: string;
}

/** A problem with its place, as compilers print it. */
export function printProblem({ file, line, id, problem }: Problem): string {
  return `${file}:${line}: ${id}: ${problem}`;
}
