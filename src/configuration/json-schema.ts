import { ConfigSchema } from './config-schema.ts';

/** The shape of `config.json` as a JSON schema (draft 2020-12), for editors and other tools; see docs/configuration.md. */
export function configJsonSchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'The configuration of roomcal',
    ...(withoutHints(ConfigSchema) as object),
    anyOf: [havingAll('iot_client_id', 'iot_client_secret'), havingAll('accounts')],
  };
}

/** A schema of what has all of these keys. */
function havingAll(...keys: string[]): object {
  return { properties: Object.fromEntries(keys.map((key) => [key, true])), required: keys };
}

/** A hint is what roomcal itself says of a mistake: no keyword that others know. */
function withoutHints(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutHints);
  if (typeof schema !== 'object' || schema === null) return schema;
  const own = Object.entries(schema).filter(([key]) => key !== 'hint');
  return Object.fromEntries(own.map(([key, value]) => [key, withoutHints(value)]));
}
