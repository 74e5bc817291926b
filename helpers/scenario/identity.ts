/** The identity of the container or host that sent an HTTP answer; undefined for any other server. */
export function identityIn(headers: Readonly<Record<string, string>>): string | undefined {
  return headers['x-container'] ?? headers['location']?.match(/^(?:https?:\/\/[^/]+)?\/([\w-]+)\/login/)?.[1];
}
