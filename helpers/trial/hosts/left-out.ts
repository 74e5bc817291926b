/** Thrown where a host cannot be made on this machine: it is left out of the trial, and does not pass. The message is the reason. */
export class LeftOut extends Error {}
