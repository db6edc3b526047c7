import { refusedOf } from '../stand-ins/people.ts';
import type { Day } from './day-shape.ts';

type Event = Day['rooms'][number]['events'][number];

/** All events of a day, and what is changed of them, each with its JSON path. */
export function eventsOf({ rooms, changes = [] }: Day): [string, Event][] {
  const changed = pathed('changes', changes).flatMap(([path, change]) =>
    (['insert', 'update'] as const).map((kind) => [`${path}.${kind}`, change[kind]] as const),
  );
  return [
    ...pathed('rooms', rooms).flatMap(([path, { events }]) => pathed(`${path}.events`, events)),
    ...changed.flatMap(([path, event]): [string, Event][] => (event ? [[path, event]] : [])),
  ];
}

/** What is in no event of Google's lists, a line each; `path` is where the event stands. */
export function wrongEvent(path: string, event: Event): string[] {
  const { recurrence } = event as { recurrence?: unknown };
  if (recurrence) return [`${path}.recurrence: nothing repeats in a day; write an event for each time`];
  const refused = refusedOf(event);
  return refused === undefined
    ? []
    : [`${path}: ${refused}; Google has no such event, mend that or leave it out`];
}

/** The items of a list, each with its JSON path. */
export function pathed<T>(path: string, items: readonly T[]): [string, T][] {
  return items.map((item, index) => [`${path}[${index}]`, item]);
}
