/** Why a behaviour cannot be judged here: something of the machine or of the user's own settings is in its way. */
export interface Obstacle {
  /** The name of what is missing, as in `REQUIRE=NAME`. */
  readonly need: string;
  /** What was found instead, for people, where the scenario found it out; else it is the need's own word on this host. */
  readonly evidence?: string;
}

/**
 * Thrown where it turns out, once a scenario is there, that a behaviour cannot be judged on this host. Its verdict is
 * `unsupported`, with the need and the evidence; `REQUIRE` makes it a failure.
 */
export class NotSupportedHere extends Error {
  readonly obstacle: Obstacle;

  constructor(obstacle: Obstacle) {
    super(obstacle.evidence ?? obstacle.need);
    this.name = 'NotSupportedHere';
    this.obstacle = obstacle;
  }
}
