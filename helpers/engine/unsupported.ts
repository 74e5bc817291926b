/** What this machine or the user's configuration lacks for a verdict. */
export interface Obstacle {
  /** The name of what is missing, as in `REQUIRE=NAME`. */
  readonly need: string;
  /** What the scenario found instead, as a clause; without it, the evidence of the need is used. */
  readonly evidence?: string;
}

/**
 * Thrown where a running scenario shows that a behaviour is not supported on this host. Its verdict is `unsupported`, with
 * the need and the evidence; with `REQUIRE`, it is a failure.
 */
export class NotSupportedHere extends Error {
  readonly obstacle: Obstacle;

  constructor(obstacle: Obstacle) {
    super(obstacle.evidence ?? obstacle.need);
    this.name = 'NotSupportedHere';
    this.obstacle = obstacle;
  }
}
