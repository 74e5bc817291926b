/** Who gave an HTTP answer, as far as it says: the identity of one container or host, or undefined for a stranger. */
export function identityIn(headers: Readonly<Record<string, string>>): string | undefined {
  return headers['x-container'] ?? headers['location']?.match(/^(?:https?:\/\/[^/]+)?\/([\w-]+)\/login/)?.[1];
}
