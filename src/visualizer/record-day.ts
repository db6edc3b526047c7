import { lengthOf, mishapsIn } from '../replay/day-faults.ts';
import { type Day, zoneOf } from '../replay/day-shape.ts';
import type { Observer } from '../replay/observer.ts';
import { replay } from '../replay/replay.ts';
import type { World } from '../replay/world.ts';
import { drawCharts } from './charts.ts';
import { Recorder } from './recorder.ts';
import type { RecordedFault, Recording } from './recording.ts';
import { changed } from './told.ts';

/** Replays a day and writes down all that the page shows of it; the same day and seed give the same recording. */
export async function recordDay(day: Day, seed: number, file: string): Promise<Recording> {
  const names = day.rooms.map(({ room_name }) => room_name);
  let recorder: Recorder | undefined;
  const observerOf = (world: World): Observer => {
    const own = recorderIn(world, day, names);
    recorder = own;
    return {
      inspect: (event) => own.inspect(event),
      hear: (fact) => own.hear(fact),
      see: (change) => {
        const titleOf = (id: string) => own.titleOf(change.room_name, id);
        own.see(changed(change, titleOf), change.room_name);
      },
      settled: () => own.settled(),
    };
  };
  const { differences } = await replay(day, seed, { observerOf });
  const { steps, lights, moves, events } = recorder!;
  return {
    title: day.title ?? file,
    live: false,
    from: Date.parse(day.from),
    to: Date.parse(day.to),
    rooms: names.map((name) => ({ name, zone: zoneOf(name, day) })),
    charts: await drawCharts(),
    steps,
    lights: lights.values,
    moves: moves.values,
    events: events.all,
    faults: (day.changes ?? []).flatMap(faultsIn),
    differences: differences.map(({ at, room_name, path, expected, found }) => ({
      ...{ at, room: names.indexOf(room_name), path },
      ...{ expected: JSON.stringify(expected), found: JSON.stringify(found) ?? 'nothing' },
    })),
  };
}

function recorderIn(world: World, day: Day, names: readonly string[]): Recorder {
  return new Recorder(names, {
    now: () => world.now(),
    door: (roomName) => world.doors.of(roomName),
    events: (roomName) => world.calendars.eventsOf(roomName),
    zone: (roomName) => zoneOf(roomName, day),
  });
}

function faultsIn({ at, fault }: NonNullable<Day['changes']>[number]): RecordedFault[] {
  if (!fault) return [];
  const from = Date.parse(at);
  return mishapsIn(fault).map(([vendor, answer]) => ({
    ...{ vendor, answer: String(answer), from, until: from + lengthOf(fault) },
  }));
}
