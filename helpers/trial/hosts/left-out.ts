/** Thrown where a host cannot be made on this machine, with the reason: it is left out, not passed. */
export class LeftOut extends Error {}
