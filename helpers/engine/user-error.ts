/**
 * Something that the person who ran the command can put right. The message is one sentence: what is wrong, what was
 * found, what to do. It is shown without a stack trace, and the command ends with a non-zero exit code.
 */
export class UserError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UserError';
    this.stack = message;
  }
}

/** The `code` or `statusCode` of an error, whatever realm it comes from (inside Jest, `instanceof Error` is not dependable). */
export function errorCode(error: unknown): string | number | undefined {
  const { code, statusCode } = (error ?? {}) as { code?: string | number; statusCode?: number };
  return code ?? statusCode;
}

/** The text of an error, whatever realm it comes from; one line. */
export function errorText(error: unknown): string {
  const { message } = (error ?? {}) as { message?: string };
  return String(message || (errorCode(error) ?? error))
    .replace(/\s+/g, ' ')
    .trim();
}
