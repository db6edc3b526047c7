import { type TProperties, type TSchema, Type } from '@fastify/type-provider-typebox';

/** An id of a meeting, as the display hands it on. */
export const MEETING_ID = '3f9c1d7a5b2e4860a1c94d7e2b5f8036';

/** An instant as text; `example` is one. */
export const Instant = (description: string, example = '2026-11-23T10:00:00+01:00') =>
  Type.String({
    description: `${description}, ISO 8601 with the offset of the room's zone`,
    examples: [example],
  });

/** A text by an example, and what it is. */
export const Text = (example: string, description?: string) =>
  Type.String({ ...(description && { description }), examples: [example] });

/** An example of an object: those of its properties that have one. */
export function exampleOf(properties: TProperties): Record<string, unknown> {
  const examples = Object.entries(properties).map(([name, { examples }]) => [name, examples?.[0]]);
  return Object.fromEntries(examples.filter(([, example]) => example !== undefined));
}

/** What may be missing. */
export function orNull<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}
