import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Agenda, agendaOf } from '../../src/agenda/agenda.ts';
import { occupancyAt } from '../../src/agenda/occupancy.ts';
import { DOOR_VARIABLES, propertiesAt } from '../../src/agenda/properties.ts';
import { fitSlot } from '../../src/agenda/slots.ts';
import { wordingOf } from '../../src/agenda/wording.ts';
import { type Booked, pairBooks } from '../helpers/python-booking.ts';
import { BOOKINGS, DIFFERENCES, type Difference, ELSEWHERE, TEXTS } from '../helpers/python-differences.ts';
import { pairSays, type Way } from '../helpers/python-pair.ts';
import { type RandomLook, randomLooks } from '../helpers/random-calendars.ts';

const wording = wordingOf();
const NONE: ReadonlySet<Difference> = new Set();
const ALL: ReadonlySet<Difference> = new Set(DIFFERENCES);
/** All but one. */
const WITHOUT = new Map(
  DIFFERENCES.map((one) => [one, new Set(DIFFERENCES.filter((other) => other !== one))]),
);

/** What roomcal does at a door, and what the Python service does, `mended` as far as it is given. */
interface Doors {
  roomcal: string;
  pair: (mended: ReadonlySet<Difference>) => string;
}

const agendaAt = ({ calendar: { events, zone, roomZone }, now }: RandomLook): Agenda =>
  agendaOf({ events: [...events], timeZone: zone, asOf: now, complete: true }, roomZone);

function textsAt(look: RandomLook, dates: Way['dates']): Doors {
  const { calendar, now } = look;
  const agenda = agendaAt(look);
  const asText = (said: object | undefined) =>
    JSON.stringify(DOOR_VARIABLES.map((name) => (said as Record<string, unknown> | undefined)?.[name]));
  return {
    roomcal: asText(propertiesAt(agenda, occupancyAt(agenda, now), { now, stale: false, wording })),
    pair: (mended) => asText(pairSays(calendar, { now, mended, dates })),
  };
}

function bookingAt(look: RandomLook, dates: Way['dates']): Doors {
  const { calendar, now, durationMins } = look;
  const slot = fitSlot(agendaAt(look), now, durationMins);
  const refusal = 'code' in slot && (slot.code === 'ROOM_BUSY' ? 'busy' : 'no time');
  const booked: Booked = refusal || { title: 'Meeting', ...(slot as { start: number; end: number }) };
  return {
    roomcal: JSON.stringify(booked),
    pair: (mended) => JSON.stringify(pairBooks(calendar, { now, mended, dates }, durationMins)),
  };
}

// Up to mid 2026 the service failed on a whole day; since then it takes its dates for UTC's.
describe.each([
  ['texts', TEXTS, textsAt, 'fail'],
  ['texts', TEXTS, textsAt, 'utc'],
  ['bookings', BOOKINGS, bookingAt, 'fail'],
  ['bookings', BOOKINGS, bookingAt, 'utc'],
] as const)('the %s of 3,000 random calendars', (_, differences, doorsAt, dates) => {
  let doors: Doors[];
  beforeAll(() => {
    doors = randomLooks(3_000, 20_261_123).map((look) => doorsAt(look, dates));
  });

  it(`are the same at both doors but for the differences of the table (dates: ${dates})`, () => {
    const unexplained = doors.filter(({ roomcal, pair }) => pair(ALL) !== roomcal);
    expect(unexplained.map(({ roomcal, pair }) => ({ roomcal, pair: pair(ALL) })).slice(0, 3)).toEqual([]);
    // Otherwise nothing was compared.
    expect(doors.filter(({ roomcal, pair }) => pair(NONE) !== roomcal).length).toBeGreaterThan(1_000);
  });

  it.each(differences)(`differ by: %s (dates: ${dates})`, (one) => {
    const mended = WITHOUT.get(one) ?? ALL;
    expect(doors.some(({ roomcal, pair }) => pair(mended) !== roomcal)).toBe(true);
  });
});

describe('docs/migrating.md', () => {
  it('has each of these differences in its table, and no other', () => {
    const page = readFileSync(new URL('../../docs/migrating.md', import.meta.url), 'utf8');
    const [, table = ''] = page.split('## What differs at the doors');
    const rows = [...table.matchAll(/^\| (.+?) \|/gm)].map(([, what]) => what);
    expect(rows.slice(1).toSorted()).toEqual([...DIFFERENCES, ...ELSEWHERE].toSorted());
  });
});
