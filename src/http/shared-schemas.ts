type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Schema = { [key: string]: Json };

type Operation = { [key: string]: Json } & {
  requestBody?: { required: boolean; content: { [type: string]: { schema: Schema } } };
};

/** As much of an OpenAPI document as schemas are shared in. */
interface Document {
  paths?: unknown;
  components?: { schemas?: unknown };
}

/**
 * Moves each schema that has a title to `components.schemas`, by that name, and refers to it from where it was: clients
 * that are generated have one type for it. Throws where two that differ have one title; descriptions are of the place,
 * and may.
 */
export function shareSchemas<T extends Document>(document: T): T {
  const shared = new Map<string, Schema>();

  function share(schema: Schema): Schema {
    const { title, description: _, ...own } = schema;
    if (typeof title !== 'string' || own.type !== 'object') return schema;
    const known = shared.get(title);
    if (known && JSON.stringify(known) !== JSON.stringify(own))
      throw new Error(`two schemas are called ${title}`);
    shared.set(title, own);
    return { $ref: `#/components/schemas/${title}` };
  }

  function within(value: Json): Json {
    if (Array.isArray(value)) return value.map(within);
    if (value === null || typeof value !== 'object') return value;
    return share(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, within(one)])));
  }

  const paths = within(withOptionalBodies(JSON.parse(JSON.stringify(document.paths ?? {}))));
  const schemas = Object.fromEntries([...shared].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...document, paths, components: { ...document.components, schemas } };
}

/** A body that may be null may be left out: @fastify/swagger says of each that it is required. */
function withOptionalBodies(paths: { [path: string]: { [method: string]: Operation } }): Json {
  for (const { requestBody } of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    const schemas = Object.values(requestBody?.content ?? {}).map(({ schema }) => schema);
    if (requestBody && schemas.every(({ type }) => Array.isArray(type) && type.includes('null')))
      requestBody.required = false;
  }
  return paths as { [path: string]: Json };
}
