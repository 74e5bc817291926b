/**
 * An error that the user can correct. Its message is one sentence: what is wrong, what was found, what to do. It is
 * printed without a stack trace, and the command exits with 2.
 */
export class UserError extends Error {
  /** What is wrong, in a few words without a remedy, for the sentence of another error. */
  readonly why: string;

  constructor(message: string, why: string = message.replace(/\.$/, '')) {
    super(message);
    this.name = 'UserError';
    this.stack = message;
    this.why = why;
  }
}

/** The `code` or `statusCode` of an error of any realm: inside Jest, `instanceof Error` is not reliable. */
export function errorCode(error: unknown): string | number | undefined {
  const { code, statusCode } = (error ?? {}) as { code?: string | number; statusCode?: number };
  return code ?? statusCode;
}

/** The message of an error of any realm, in one line. */
export function errorText(error: unknown): string {
  const { message } = (error ?? {}) as { message?: string };
  return String(message || (errorCode(error) ?? error))
    .replace(/\s+/g, ' ')
    .trim();
}
