import { type TProperties, Type } from '@sinclair/typebox';
import { reader } from './shape.ts';

const Nullable = Type.Union([Type.String(), Type.Null()]);

export const readToken = reader(
  Type.Object({ access_token: Type.String(), expires_in: Type.Optional(Type.Number()) }),
);

export const readGoaError = reader(
  Type.Object({ code: Type.Optional(Type.String()), detail: Type.Optional(Type.String()) }),
);

/** Things whose properties have, besides what the service reads, what `definition` says. */
const thingsWith = <T extends TProperties>(definition: T) =>
  Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      properties: Type.Optional(
        Type.Array(
          Type.Object({
            id: Type.String(),
            name: Type.String(),
            variable_name: Type.Optional(Nullable),
            last_value: Type.Optional(Type.Unknown()),
            ...definition,
          }),
        ),
      ),
    }),
  );

export const readThings = reader(thingsWith({}));

export const readDefinitions = reader(thingsWith({ type: Type.String(), permission: Type.String() }));

export const readMade = reader(Type.Object({ id: Type.String() }));
