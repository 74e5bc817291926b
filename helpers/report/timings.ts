/** Where the time of a run went, in ms. */
export interface Timings {
  /** To find the engine, or to start it. */
  readonly engine: number;
  /** To find, pull, build or load the images. */
  readonly images: number;
  /** From the first spec to the last. */
  readonly specs: number;
  /** Of the specs, the sum over all scenarios, two of which run at a time: to start them, … */
  readonly scenarioStarts: number;
  /** … to run their behaviours, … */
  readonly behaviours: number;
  /** … and to remove them. */
  readonly scenarioRemovals: number;
}
