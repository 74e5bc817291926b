/** A problem in a spec, and how to fix it. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  /** The behaviour, if it is about its declaration. */
  readonly id?: string;
  readonly problem: string;
}

/** A problem with its place, as compilers print it. */
export function printProblem({ file, line, id, problem }: Problem): string {
  return [`${file}:${line}`, ...(id === undefined ? [] : [id]), problem].join(': ');
}
