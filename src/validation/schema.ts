import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { Ajv, type ErrorObject } from 'ajv';
import formats from 'ajv-formats';
import { isTimeZone } from '../agenda/local-time.ts';

const ajv = new Ajv({ allErrors: true, verbose: true, strict: false });
formats.default(ajv, ['date', 'date-time', 'iso-date-time']);
ajv.addFormat('time-zone', isTimeZone);

/** What may be missing, or null. As one type with null, not as a union: what departs is then told once. */
export const orNull = <T extends TSchema>(schema: T) =>
  Type.Optional(Type.Unsafe<Static<T> | null>({ ...schema, type: [schema.type, 'null'] }));

/** Where a value departs from its schema, in Ajv's words: `instancePath` is a JSON pointer. */
export type SchemaError = ErrorObject;

/** Compiles a schema to a check that gives the departures of a value: none where it has the shape. */
export function shape<T extends TSchema>(schema: T): (value: unknown) => SchemaError[] {
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []));
}

/** Compiles a schema to a reader: the value, typed, or an error that says where it departs. */
export function reader<T extends TSchema>(schema: T): (value: unknown) => Static<T> {
  const schemaErrors = shape(schema);
  return (value) => {
    const [first] = schemaErrors(value);
    if (first) throw new Error(`unexpected shape at ${first.instancePath || '/'}: ${first.message}`);
    return value as Static<T>;
  };
}
