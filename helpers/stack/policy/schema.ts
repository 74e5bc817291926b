import { FILTER_PATTERN, outsiders, policyKeys, requiredKeys, ruleKeys, strictnesses } from './policy.ts';
import { WAY_PATTERN } from './way.ts';

/** One text, or a list of them. */
const oneOrMore = (item: object): object => ({ anyOf: [item, { type: 'array', items: item, minItems: 1 }] });

const party = { type: 'string', minLength: 1, examples: ['web', 'network:backend', 'services', ...outsiders] };

const ruleProperties = {
  from: { description: ruleKeys.from, ...oneOrMore(party) },
  to: { description: ruleKeys.to, ...oneOrMore(party) },
  by: { description: ruleKeys.by, ...oneOrMore({ type: 'string', pattern: WAY_PATTERN }) },
  because: { description: ruleKeys.because, type: 'string' },
};

const rules = (verb: 'allow' | 'deny'): object => ({
  description: policyKeys[verb],
  type: ['array', 'null'],
  items: { type: 'object', properties: ruleProperties, required: requiredKeys[verb], additionalProperties: false },
});

/** The JSON Schema of network-policy.yaml for editors: fixtures/network-policy.schema.json is this. */
export const policySchema: object = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'network-policy.yaml',
  description: 'Who may reach whom in a Compose stack; what no rule allows is closed',
  type: 'object',
  properties: {
    version: { description: policyKeys.version, const: 1 },
    project: { description: policyKeys.project, type: 'string' },
    containers: {
      description: policyKeys.containers,
      type: 'object',
      additionalProperties: {
        type: 'string',
        pattern: FILTER_PATTERN,
        examples: ['name=postgres', 'label=role=agent'],
      },
    },
    groups: { description: policyKeys.groups, type: 'object', additionalProperties: oneOrMore(party) },
    allow: rules('allow'),
    deny: rules('deny'),
    strict: { description: policyKeys.strict, ...oneOrMore({ enum: strictnesses }) },
    world: { description: policyKeys.world, ...oneOrMore({ type: 'string', pattern: '^tcp://.+:[0-9]{1,5}$' }) },
  },
  required: ['version'],
  additionalProperties: false,
};
