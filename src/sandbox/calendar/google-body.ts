import type { Static, TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { Value } from '@sinclair/typebox/value';
import { Refusal } from '../refusal.ts';

/**
 * A reader of request bodies as Google's JSON APIs take them: fields that `schema` does not know are ignored, and null
 * says that there is none. What it gives is a copy. It throws 400 where a field is not of its type.
 */
export function bodyReader<T extends TSchema>(schema: T): (body: unknown) => Static<T> {
  const compiled = TypeCompiler.Compile(schema);
  return (body) => {
    const given = withoutNulls(body ?? {});
    if (typeof given !== 'object' || Array.isArray(given))
      throw new Refusal(400, 'parseError', 'Parse Error');
    // What is wrong is looked for only where something is: that takes much longer.
    const departure = compiled.Check(given) ? undefined : compiled.Errors(given).First();
    if (departure) {
      const field = departure.path.slice(1).replaceAll('/', '.');
      throw new Refusal(400, 'invalid', `Invalid value at '${field}': ${JSON.stringify(departure.value)}`);
    }
    return Value.Clean(schema, given) as Static<T>;
  };
}

/** A copy, all the way down. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([, field]) => field !== null && field !== undefined);
  return Object.fromEntries(given.map(([key, field]) => [key, withoutNulls(field)]));
}
