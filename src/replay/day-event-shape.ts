import { Type } from '@sinclair/typebox';
import { GoogleEventSchema } from '../validation/google-event.ts';
import { orNull } from '../validation/schema.ts';

const may = Type.Optional;

export const Zone = Type.String({
  format: 'time-zone',
  hint: 'needs an IANA time zone, such as Europe/Rome',
});
export const Name = Type.String({ minLength: 1 });

const Time = Type.Object(
  {
    date: may(Type.String({ format: 'date', hint: 'needs a date, such as 2026-11-23' })),
    dateTime: may(
      Type.String({
        format: 'iso-date-time',
        pattern: ':[0-5]\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)?$',
        hint: 'needs a time, such as 2026-11-23T10:00:00+01:00',
      }),
    ),
    timeZone: may(Zone),
  },
  { minProperties: 1, hint: 'needs a date or a dateTime' },
);

/** One of Google's words, or null. */
const word = (...words: string[]) =>
  may(
    Type.Union([...words.map((one) => Type.Literal(one)), Type.Null()], {
      hint: `needs one of ${words.join(', ')}`,
    }),
  );

const Attendee = Type.Object({
  self: orNull(Type.Boolean()),
  responseStatus: word('needsAction', 'declined', 'tentative', 'accepted'),
});

/** Google's event resource as a day has it. */
export const Event = Type.Composite([
  Type.Omit(GoogleEventSchema, [
    'id',
    'start',
    'end',
    'status',
    'transparency',
    'visibility',
    'eventType',
    'attendees',
  ]),
  Type.Object({
    id: Name,
    start: may(Time),
    end: may(Time),
    status: word('confirmed', 'tentative', 'cancelled'),
    transparency: word('opaque', 'transparent'),
    visibility: word('default', 'public', 'private', 'confidential'),
    eventType: word('birthday', 'default', 'focusTime', 'fromGmail', 'outOfOffice', 'workingLocation'),
    attendees: orNull(Type.Array(Attendee)),
  }),
]);
