import type { Change, Day } from '../../replay/day-shape.ts';
import { accountFaultsOf, accountsOf } from './accounts.ts';
import { calendarOf } from './calendars.ts';
import { askingOf, checkInsOf, withGuests } from './check-ins.ts';
import { type Class, classOf, SHARDS } from './classes.ts';
import { Dice } from './dice.ts';
import { doorsOf } from './doors.ts';
import { faultsOf } from './faults.ts';
import { type Frame, frameOf, iso, MINUTE_MS, moment } from './frame.ts';
import { LAWS, toldByLaw } from './laws.ts';
import { peopleOf } from './people.ts';
import { pressesOf } from './presses.ts';
import { namesOf, processesOf } from './processes.ts';
import { shardsOf } from './shards.ts';
import { trapsOf } from './traps.ts';

export interface DayWanted {
  rooms: number;
  days: number;
  /** A name of `CLASSES`; all where it is left out. */
  only?: string | undefined;
}

/** The day of a seed: the same on any machine. Each part has dice of its own. */
export function generate(seed: number, { rooms, days, only }: DayWanted): Day {
  const dice = new Dice(`roomcal ${seed}`);
  const much = classOf(only);
  // Of its own dice: what other days are like does not come of it.
  const law = dice.of('law').happens(0.05) ? dice.of('which law').pick(LAWS) : undefined;
  const frame = frameOf(dice.of('frame'), { rooms, days, at: law });
  const asking = askingOf(dice.of('check-in'));
  const seeded = frame.roomNames.map((room_name) => {
    const events = calendarOf(dice.of(`calendar ${room_name}`), frame, room_name);
    return asking ? withGuests(dice.of(`guests ${room_name}`), { room_name, events }) : { room_name, events };
  });
  const people = seeded.flatMap((room) =>
    peopleOf(dice.of(`people ${room.room_name}`), frame, room, much.people),
  );
  const isDivided = only === SHARDS;
  // Of processes that divide the rooms whoever is asked asks whoever has it.
  const names = isDivided ? ['whoever'] : namesOf(dice.of('names'), much);
  const doors = seeded.map((room) => ({
    ...room,
    ...doorsOf(dice.of(`door ${room.room_name}`), { frame, room, processes: names, much: much.doors }),
  }));
  const presses = doors.map(({ room_name, events, scenes }) => {
    const wanted = { frame, room: { room_name, events }, scenes, much: much.doors };
    return { room_name, ...pressesOf(dice.of(`presses ${room_name}`), wanted) };
  });
  const withinMs = (asking?.within_mins ?? 0) * MINUTE_MS;
  const checkIns = (asking ? seeded : []).map((room) => ({
    ...room,
    ...checkInsOf(dice.of(`check-ins ${room.room_name}`), { frame, room, names, much, withinMs }),
  }));
  const scenes = [...doors, ...checkIns].flatMap((one) => one.scenes);
  const anchors = [...people.map(({ at }) => Date.parse(at)), ...scenes, ...scenes, ...scenes];
  const accounts = accountsOf(dice.of('accounts'), frame, much);
  const named = [...new Set(accounts.values())];
  const changes = [
    ...faultsOf(dice.of('faults'), frame, anchors, much),
    ...accountFaultsOf(dice.of('account faults'), { frame, accounts: named, anchors, much }),
    ...doors.flatMap(({ room_name, scenes }) =>
      trapsOf(dice.of(`traps ${room_name}`), { frame, room_name, scenes, names, much }),
    ),
    ...presses.flatMap(({ room_name, scenes }) =>
      trapsOf(dice.of(`traps of presses ${room_name}`), { frame, room_name, scenes, names, much }),
    ),
    ...checkIns.flatMap(({ room_name, scenes }) =>
      trapsOf(dice.of(`check-in traps ${room_name}`), { frame, room_name, scenes, names, much }),
    ),
    ...(isDivided
      ? shardsOf(dice.of('shards'), frame, anchors)
      : processesOf(dice.of('processes'), { frame, names, anchors, much })),
    ...people,
    ...[...doors, ...presses, ...checkIns].flatMap((one) => one.changes),
    ...frame.roomNames.flatMap((name) => thingsOf(dice.of(`things ${name}`), frame, name, much)),
  ];
  const day: Day = {
    title: `seed ${seed}`,
    seed,
    config: {
      ...CONFIG,
      ...(dice.of('config').happens(0.3) && { keeps_subscription: true }),
      ...(dice.of('webhooks').happens(0.3) && { thing_webhooks: false }),
      ...(asking && { check_in: asking }),
    },
    time_zone: frame.zone,
    from: iso(frame.from),
    to: iso(frame.to),
    rooms: seeded.map(({ room_name, ...room }, index) => {
      const account = accounts.get(room_name);
      const variables: Day['rooms'][number]['variables'] = index % 2 === 0 ? undefined : ['nextchange'];
      return { room_name, ...(account && { account }), ...room, ...(variables && { variables }) };
    }),
    changes: inOrder(changes, frame),
  };
  return law ? toldByLaw(day, law[2]) : day;
}

/** As the configuration has them where it says nothing. Of two calls to Google none is made at the very same instant. */
const CONFIG = { iot_requests_per_second: 10, gcal_requests_per_minute: 500, calendar_latency_ms: 40 };

/** What befalls a room's board, and its channel. */
function thingsOf(dice: Dice, frame: Frame, room_name: string, { boards, push }: Class): Change[] {
  const changes: Change[] = [];
  if (dice.happens(Math.min(0.1 * boards, 0.8))) {
    const set = { busynow: 0, curevmtg: '', curevstart: '', curevend: '', curevtm: '' };
    changes.push({ at: iso(moment(dice, frame, frame.to - 20 * MINUTE_MS)), room_name, board: { set } });
  }
  if (dice.happens(Math.min(0.1 * push, 0.8)))
    changes.push({ at: iso(moment(dice, frame, frame.calm)), room_name, channel_lost: true });
  return changes;
}

/** By time; what is at one instant stays in the order of the kinds. */
function inOrder(changes: readonly Change[], { from, to }: Frame): Change[] {
  const within = changes.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < to);
  return within.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
