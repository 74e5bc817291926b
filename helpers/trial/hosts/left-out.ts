/** Thrown where this machine cannot start a host: it is left out of the trial, and does not pass. The message is the reason. */
export class LeftOut extends Error {}
