import { policyShape } from './policy-shape.ts';
import type { ValueShape } from './value-shape.ts';

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = {
  [key: string]: JsonSchema | readonly JsonSchema[] | string | number | boolean | readonly string[];
};

/** JSON Schema of policies, for editors and checks elsewhere. It says how a policy is written; what only its words among each other tell, `mien policy lint` does. */
export function policyJsonSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Mien policy',
    description: 'Who may speak with whom, what is done to VMs, and when.',
    ...schemaOf(policyShape),
  };
}

function schemaOf(shape: ValueShape): JsonSchema {
  switch (shape.type) {
    case 'text':
      return {
        type: 'string',
        ...(shape.pattern === undefined ? {} : { pattern: shape.pattern }),
        examples: [plain(shape.example)],
      };
    case 'choice':
      return { type: 'string', enum: Object.keys(shape.words) };
    case 'number':
      return { type: shape.whole === true ? 'integer' : 'number', minimum: shape.min, maximum: shape.max };
    case 'list':
      return { type: 'array', items: schemaOf(shape.of) };
    case 'either':
      return { anyOf: shape.of.map(schemaOf) };
    case 'map': {
      const properties: JsonSchema = {};
      for (const [key, { doc, value }] of Object.entries(shape.keys))
        properties[key] = { description: doc, ...schemaOf(value) };
      return {
        type: 'object',
        properties,
        additionalProperties: false,
        ...(shape.required === undefined ? {} : { required: [...shape.required] }),
        ...(shape.exactlyOne === undefined
          ? {}
          : { oneOf: shape.exactlyOne.map((key) => having(key, properties[key])) }),
      };
    }
  }
}

/** An object with that key, whatever else it has. */
function having(key: string, value: JsonSchema[string] | undefined): JsonSchema {
  return { type: 'object', properties: value === undefined ? {} : { [key]: value }, required: [key] };
}

function plain(example: string): string {
  return example.replace(/^"(.*)"$/, '$1');
}
