import { Type } from '@fastify/type-provider-typebox';
import { DOOR_VARIABLES } from '../agenda/properties.ts';
import { MOST_FREE_MINS } from '../agenda/time-left.ts';
import { Instant, MEETING_ID, orNull, Text } from './schema-parts.ts';

const summary = {
  id: Text(MEETING_ID),
  title: Text('Stand-up'),
  start: Instant('begin'),
  end: Instant('end', '2026-11-23T10:30:00+01:00'),
};

export const Extended = Type.Object(summary, {
  title: 'ExtendedMeeting',
  description: 'the meeting as it is now',
});

export const CheckedIn = Type.Object(summary, {
  title: 'CheckedInMeeting',
  description: 'the meeting to which somebody has come',
});

export const Booked = Type.Object(
  {
    ...summary,
    shortened: Type.Boolean({ description: 'the usual hour did not fit before the next meeting' }),
    pass: Type.Optional(
      Type.String({
        description: 'for who booked with a pass: one that extends and ends this meeting, for a day',
      }),
    ),
  },
  { title: 'BookedMeeting', description: 'the meeting that was booked' },
);

export const Meeting = Type.Object(
  {
    ...summary,
    organizer: Text('ada@example.com', 'empty where nobody may know'),
    all_day: Type.Boolean({ examples: [false] }),
  },
  { title: 'Meeting' },
);

const TIMES = {
  busy_for_mins: Type.Integer({
    minimum: 0,
    description: 'minutes to the end of the unbroken run of meetings, rounded up',
    examples: [25],
  }),
  next_change: Type.Integer({
    description: 'when the door says something else by the clock, or its day ends, in seconds since 1970',
    examples: [1_795_426_200],
  }),
  next_change_at: Text('10:30', "the same by the room's clock"),
};

export const RunningMeeting = Type.Object(
  { ...Meeting.properties, ...TIMES },
  { title: 'RunningMeeting', description: 'the meeting that runs' },
);

/** What the variables of a door say in an example. */
const SAID: Record<string, string> = {
  curevmtg: 'Stand-up',
  nextevmtg: 'Design review',
  curevtm: '10:00-10:30',
  curevstart: '10:00',
  curevend: '10:30',
  nextevtm: '11:00-12:00',
  nextevstart: '11:00',
  nextevend: '12:00',
};

const variable = (name: string) =>
  name === 'busynow' ? Busy() : Text(SAID[name] ?? '', 'as the Thing at the door has it');

export const Door = Type.Object(
  {
    ...Object.fromEntries(DOOR_VARIABLES.map((name) => [name, variable(name)])),
    free_for_mins: orNull(
      Type.Integer({
        minimum: 0,
        maximum: MOST_FREE_MINS,
        description:
          'minutes until the next meeting, or as far as is known, rounded down; null where the room is busy. 1440, a day, is ' +
          'the most, also where nothing is known to come',
        examples: [35],
      }),
    ),
    ...TIMES,
    busy_for_mins: orNull({
      ...TIMES.busy_for_mins,
      description: `${TIMES.busy_for_mins.description}; null where the room is free`,
    }),
    meetings: Type.Array(Meeting, { description: 'the current one, if any, and the next two' }),
    time_zone: Text('Europe/Rome', "IANA zone of the room's times"),
    as_of: Instant('when this was true in the calendar'),
    stale: Type.Boolean({ description: 'the last refresh has failed', examples: [false] }),
    check_in: Text('not_needed', 'of the current meeting: `not_needed`, `wanted` or `done`'),
    check_in_until: orNull(Instant('when the room is released unless somebody checks in')),
  },
  { title: 'Door', description: 'the variables of the Thing at the door, and the meetings behind them' },
);

function Busy() {
  return Type.Integer({ description: '1 while a meeting runs, otherwise 0', examples: [1] });
}
