/** What on this machine, or in the user's configuration, prevents a verdict. */
export interface Obstacle {
  /** The name of what is missing, as in `REQUIRE=NAME`. */
  readonly need: string;
  /** What was found instead, for people, where the scenario found it out; else it is the need's own word on this host. */
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
