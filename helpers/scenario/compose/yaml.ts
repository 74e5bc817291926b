/** Texts that need no quotes in YAML, and are no other type there. */
const PLAIN = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[a-z][\w./-]*$/i;

/** A value of JSON as YAML as people write it: lists and empty maps on one line, all other maps with a line for each key. */
export function yaml(value: object, indent = ''): string {
  return Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .map(
      ([key, part]) => `${indent}${scalar(key)}:${isMap(part) ? `\n${yaml(part, `${indent}  `)}` : ` ${flow(part)}`}`,
    )
    .join('\n');
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}

/** A value on one line; what is more than a list of texts is written as JSON, which is YAML. */
function flow(value: unknown): string {
  if (Array.isArray(value) && value.every((part) => typeof part === 'string'))
    return `[${value.map(scalar).join(', ')}]`;
  return typeof value === 'string' ? scalar(value) : JSON.stringify(value);
}

function scalar(text: string): string {
  return PLAIN.test(text) ? text : JSON.stringify(text);
}
