/** An expectation that did not hold, as a known difference names it: of a request or a fact, and what was observed instead. */
export type Broken =
  /** `from nginx: GET http://grafana:3000`, and its outcome in brief: `timed out`. */
  | { readonly request: string; readonly observed: string }
  /** `its driver in inspect`, and its value. */
  | { readonly fact: string; readonly observed: unknown };

/** The engine broke a promise; or a scenario lacks what its requests need, such as an address, which is as bad. */
export class PromiseBroken extends Error {
  readonly broken: Broken;

  constructor(message: string, broken: Broken = { fact: message, observed: undefined }) {
    super(message);
    this.name = 'PromiseBroken';
    this.broken = broken;
  }
}
