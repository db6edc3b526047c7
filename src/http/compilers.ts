import { Ajv } from 'ajv';
import fastJsonStringify from 'fast-json-stringify';
import type { FastifyInstance } from 'fastify';

/** Nothing is coerced and nothing taken away: what departs from a schema is refused. */
const ajv = new Ajv({ coerceTypes: false, removeAdditional: false, useDefaults: true, addUsedSchema: false });
const serializers = new WeakMap<object, (data: unknown) => string>();

/**
 * Reads and writes by the same libraries as Fastify would, but each schema is compiled once: many routes refuse in the
 * same words, and Ajv's own compiler starts but once in a process.
 */
export function compilers(app: FastifyInstance): void {
  app.setValidatorCompiler(({ schema }) => ajv.compile(schema as object));
  app.setSerializerCompiler(({ schema }) => {
    const key = schema as object;
    const serializer = serializers.get(key) ?? fastJsonStringify(key);
    serializers.set(key, serializer);
    return serializer;
  });
}
