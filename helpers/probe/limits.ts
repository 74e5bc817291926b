/** How long an expected answer may take; generous, because a busy machine breaks no promise. */
export const ANSWER_TIMEOUT_MS = 10_000;

/** How long the port forwarder of an engine in a virtual machine may take to notice a published port. */
export const FORWARDING_LIMIT_MS = 3_000;

/**
 * The time without an answer after which a request counts as timed out. On one machine an answer takes milliseconds; a
 * lost packet is retransmitted after a second (RFC 6298), and must not be mistaken for a dropped one.
 */
export const NO_ANSWER_TIMEOUT_MS = 1_500;

/** The option of a request that is expected to get no answer. */
export const expectingNoAnswer = { withinMs: NO_ANSWER_TIMEOUT_MS } as const;

/**
 * The option of a request whose answer must not wait for a neighbour table: more than an answer takes, and less than a stale
 * entry lasts, 15 seconds and more.
 */
export const beforeEntryExpires = { withinMs: 5_000 } as const;

/**
 * How long the lookup of a possibly unknown name may take: the embedded DNS server forwards it to the upstream DNS server,
 * which may be slow or missing.
 */
export const UNKNOWN_NAME_TIMEOUT_MS = 3_000;

/** How long a lookup by the system's resolver may take: less than the 10 s after which libc itself gives up. */
export const SYSTEM_LOOKUP_TIMEOUT_MS = 8_000;

/** How long an engine may take to start a program. */
export const PROGRAM_START_LIMIT_MS = 10_000;

/** The size limit of a file that a command writes in a container, because its disk is the machine's. */
export const FILE_LIMIT_BYTES = 1024 * 1024;

/** How much of an output or page is kept: a container may send gigabytes. */
export const OUTPUT_LIMIT_BYTES = 64 * 1024;

/** timeout's exit codes for a timeout: 124; with busybox, the command ends by SIGTERM. */
export const TIMED_OUT: ReadonlySet<number> = new Set([124, 143]);
