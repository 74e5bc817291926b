/** A behaviour in the list of all behaviours. */
export interface CatalogueEntry {
  readonly id: string;
  readonly sentence: string;
  /** The spec file, relative to the project. */
  readonly file: string;
  /** Whether it is part of a security audit. */
  readonly security?: true;
  /** Whether its spec starts engines on separate hosts. */
  readonly engineHosts?: true;
}

/** A behaviour with everything that its spec declares. */
export interface DescribedEntry extends CatalogueEntry {
  /** The line of its id in the file, counted from 1. */
  readonly line: number;
  readonly docs: string;
  readonly why?: string;
  readonly needs: readonly string[];
  /** The features of the engine that its promise relies on. */
  readonly relies?: readonly string[];
  /** The features of the engine that its controls rely on. */
  readonly controlsRely?: readonly string[];
  /** Whether an expectation is about a table of ways. */
  readonly byEveryWay?: true;
}
