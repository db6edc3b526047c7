import type { TSchema } from '@sinclair/typebox';
import { Refusal } from '../refusal.ts';

/** What is wanted of a value: all of it, or these of its fields (`*` for each that has no entry). */
export type FieldMask = true | Map<string, FieldMask>;

/**
 * Reads the `fields` parameter of Google's JSON APIs (`a,b(c,d),e/f,*`) for an answer of the form `shape`. Throws 400
 * where it can't be read, or names what such an answer does not have.
 */
export function readMask(text: string, shape: TSchema): FieldMask {
  const tokens = text.match(/[\w*-]+|[^\s]/g) ?? [];
  let at = 0;

  function list(of: TSchema): FieldMask {
    const mask = new Map<string, FieldMask>();
    for (;;) {
      const [name, wanted] = path(of);
      mask.set(name, union(mask.get(name), wanted));
      if (tokens[at] !== ',') return mask;
      at++;
    }
  }

  function path(of: TSchema): [name: string, wanted: FieldMask] {
    const name = tokens[at++] ?? '';
    const field = fieldOf(of, name);
    if (!field) throw invalidSelection(name || text);
    if (tokens[at] === '/') {
      at++;
      return [name, new Map([path(field)])];
    }
    if (tokens[at] !== '(') return [name, true];
    at++;
    const wanted = list(field);
    if (tokens[at++] !== ')') throw invalidSelection(text);
    return [name, wanted];
  }

  const mask = list(shape);
  if (at < tokens.length) throw invalidSelection(text);
  return mask;
}

/** What `mask` leaves of a value. */
export function masked(value: unknown, mask: FieldMask): unknown {
  if (mask === true || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => masked(item, mask));
  const kept = Object.entries(value).flatMap(([key, field]) => {
    const wanted = mask.get(key) ?? mask.get('*');
    return wanted === undefined ? [] : [[key, masked(field, wanted)]];
  });
  return Object.fromEntries(kept);
}

const ANYTHING = {} as TSchema;

/** The schema of a field; the fields of a list are those of its items. */
function fieldOf(schema: TSchema, name: string): TSchema | undefined {
  if (schema === ANYTHING) return ANYTHING;
  if (schema.items) return fieldOf(schema.items as TSchema, name);
  const named: Record<string, TSchema> = schema.properties ?? {};
  const [other] = Object.values<TSchema>(schema.patternProperties ?? {});
  if (schema.additionalProperties) return ANYTHING;
  if (name === '*') return other ?? (schema.properties && ANYTHING);
  return /^[\w-]+$/.test(name) ? (Object.hasOwn(named, name) ? named[name] : other) : undefined;
}

function union(one: FieldMask | undefined, other: FieldMask): FieldMask {
  if (one === undefined) return other;
  if (one === true || other === true) return true;
  const both = new Map(one);
  for (const [name, wanted] of other) both.set(name, union(both.get(name), wanted));
  return both;
}

const invalidSelection = (selection: string) =>
  new Refusal(400, 'invalidParameter', `Invalid field selection ${selection}`, {
    locationType: 'parameter',
    location: 'fields',
  });
