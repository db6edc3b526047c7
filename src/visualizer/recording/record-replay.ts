import { lengthOf, mishapsIn } from '../../replay/day-faults.ts';
import type { Day } from '../../replay/day-shape.ts';
import { zoneOf } from '../../replay/day-zones.ts';
import type { Observer } from '../../replay/observer.ts';
import { replay } from '../../replay/replay.ts';
import type { World } from '../../replay/world.ts';
import { drawCharts } from '../charts/draw-charts.ts';
import { noteOfChange } from './notes.ts';
import { Recorder } from './recorder.ts';
import type { RecordedFault, Recording } from './recording.ts';

/** Replays a day and writes down all that the page shows of it; the same day and seed give the same recording. */
export async function recordReplay(day: Day, seed: number, file: string): Promise<Recording> {
  const names = day.rooms.map(({ room_name }) => room_name);
  const recorders: Recorder[] = [];
  const observerOf = (world: World): Observer => {
    const recorder = recorderIn(world, day, names);
    recorders.push(recorder);
    return {
      inspect: (event) => recorder.inspect(event),
      hear: (fact) => recorder.addFact(fact),
      see: (change) => {
        const titleOf = (id: string) => recorder.titleOf(change.room_name, id);
        recorder.addNote(noteOfChange(change, titleOf), change.room_name);
      },
      settled: () => recorder.endSteps(),
    };
  };
  const { differences } = await replay(day, seed, { observerOf });
  const [recorder] = recorders;
  if (!recorder) throw new Error('the replay had no observer');
  const { steps, stateSets, moves, events } = recorder;
  return {
    title: day.title ?? file,
    live: false,
    from: Date.parse(day.from),
    to: Date.parse(day.to),
    rooms: names.map((name) => ({ name, zone: zoneOf(name, day) })),
    charts: await drawCharts(),
    steps,
    stateSets: stateSets.values,
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
