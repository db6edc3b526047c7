import { Type } from '@sinclair/typebox';
import { PAGE_WORDS } from '../agenda/page-words.ts';

const name = Type.String({ minLength: 1 });
const withTime = Type.String({ pattern: '\\{time\\}', hint: 'needs {time}, where the time goes' });

/** What the doors and pages say, where it is not English. */
export const Texts = Type.Object(
  {
    months: Type.Optional(
      Type.Array(name, { minItems: 12, maxItems: 12, hint: 'needs twelve names, January first' }),
    ),
    weekdays: Type.Optional(
      Type.Array(name, { minItems: 7, maxItems: 7, hint: 'needs seven names, Monday first' }),
    ),
    free_until: Type.Optional(withTime),
    free_all_day: Type.Optional(name),
    private_meeting: Type.Optional(name),
    all_day: Type.Optional(name),
    page: Type.Optional(
      Type.Object(Object.fromEntries(Object.keys(PAGE_WORDS).map((word) => [word, Type.Optional(name)])), {
        additionalProperties: false,
      }),
    ),
    busy_until: Type.Optional(withTime),
    free_only: Type.Optional(
      Type.String({ pattern: '\\{mins\\}', hint: 'needs {mins}, where the minutes go' }),
    ),
  },
  { additionalProperties: false },
);
