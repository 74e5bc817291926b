/** How long an answer that should come may take; generous, since a busy machine is not a broken promise. */
export const ANSWER_TIMEOUT_MS = 10_000;

/** How long the forwarder in front of an engine in a virtual machine may take to notice a published port. */
export const FORWARDING_LIMIT_MS = 3_000;

/**
 * How long silence is listened to before it counts. On one machine an answer takes milliseconds; but what was lost is
 * sent again after a second (RFC 6298), and must not be taken for what was dropped.
 */
export const NO_ANSWER_TIMEOUT_MS = 1_500;

/**
 * How long the answer about a name may take that is perhaps unknown. An engine answers for the names that it knows at
 * once; for all others it asks the host's resolver, which may be slow, or not there.
 */
export const UNKNOWN_NAME_TIMEOUT_MS = 3_000;

/** What an engine may take to start a program, beyond what the program itself takes. */
export const PROGRAM_START_LIMIT_MS = 10_000;

/** How large a file a command may write in a container: its disk is the machine's. */
export const FILE_LIMIT_BYTES = 1024 * 1024;

/** How much of an output, or of a page, is kept: what a container says is data, and there may be gigabytes of it. */
export const OUTPUT_LIMIT_BYTES = 64 * 1024;
