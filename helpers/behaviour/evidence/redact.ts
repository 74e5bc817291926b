/** The replacement for a secret. */
const REDACTED = '(redacted)';

/** Names of variables whose values may be secret. */
const SECRET =
  /pass(wd|word|phrase)?|secret|token|credential|auth|api_?key|private_?key|access_?key|encryption|session|cookie|dsn|connection_?string/i;

/** The user and password in a URL. */
const USER_IN_URL = /(\b[a-z][\w+.-]*:\/\/)[^\s/@'"]+:[^\s/@'"]+@/gi;

/** An environment, `NAME=value` each, without the values of variables that may be secret. */
export function redactedEnvironment(env: readonly string[]): string[] {
  return env.map((entry) => {
    const [name = ''] = entry.split('=', 1);
    return SECRET.test(name) ? `${name}=${REDACTED}` : entry;
  });
}

/** A text without the users and passwords of its URLs. */
export function redacted(text: string): string {
  return text.replace(USER_IN_URL, `$1${REDACTED}@`);
}

/**
 * An inspect without secrets and without empty values: null, and empty strings, lists and objects. The environment of a
 * container that is not the suite's is left out.
 */
export function redactedInspect(info: unknown, isOurs: boolean): unknown {
  return shortened(info, (env) => (isOurs ? redactedEnvironment(env) : [REDACTED]));
}

function shortened(value: unknown, environment: (env: readonly string[]) => string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => shortened(item, environment));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .filter(([, part]) => !isEmpty(part))
    .map(([key, part]) => [
      key,
      key === 'Env' && Array.isArray(part) ? environment(part.map(String)) : shortened(part, environment),
    ]);
  return Object.fromEntries(kept);
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
