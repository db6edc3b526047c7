import { type TProperties, Type } from '@sinclair/typebox';
import { orNull, reader } from '../../validation/schema.ts';

/** What is in an answer's body. Throws what says no more than that it is no JSON: the body may hold a token. */
export function jsonOf({ body }: { body: string }): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Error(body.trim() ? 'unexpected answer: not JSON' : 'unexpected answer: empty');
  }
}

/**
 * The answer to what is written, which is empty or a little JSON. Throws where it is a page: then a proxy or a gateway has
 * answered, and nobody has written anything.
 */
export function readAcknowledgement({ body, contentType }: { body: string; contentType: string }): void {
  if (contentType.startsWith('text/html') || body.trimStart().startsWith('<'))
    throw new Error('unexpected answer: a page instead of an acknowledgement');
}

export const readToken = reader(
  Type.Object({
    // What is no header must not become one.
    access_token: Type.String({ pattern: '^[\\x21-\\x7e]+$' }),
    expires_in: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  }),
);

export const readGoaError = reader(
  Type.Object({ code: Type.Optional(Type.String()), detail: Type.Optional(Type.String()) }),
);

/**
 * Properties that have, besides what the service reads, what `definition` says. What only buttons need may be anything: no door is
 * to go blind for it.
 */
const propertiesWith = <T extends TProperties>(definition: T) =>
  Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      variable_name: orNull(Type.String()),
      last_value: Type.Optional(Type.Unknown()),
      value_updated_at: Type.Optional(Type.Unknown()),
      ...definition,
    }),
  );

/** Things with such properties. */
const thingsWith = <T extends TProperties>(definition: T) =>
  Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      webhook_active: Type.Optional(Type.Unknown()),
      webhook_uri: Type.Optional(Type.Unknown()),
      properties: orNull(propertiesWith(definition)),
    }),
  );

export const readProperties = reader(propertiesWith({}));

export const readThings = reader(thingsWith({}));

export const readDefinitions = reader(thingsWith({ type: Type.String(), permission: Type.String() }));

export const readMade = reader(Type.Object({ id: Type.String() }));
