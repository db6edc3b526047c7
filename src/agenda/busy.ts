import type { Agenda, Instant } from './agenda.ts';

/** A stretch of time, `[start, end)`. */
export interface Interval {
  start: Instant;
  end: Instant;
}

/** When the room is taken between two instants, as stretches in order that neither touch nor overlap. */
export function busyBetween({ meetings }: Agenda, from: Instant, until: Instant): Interval[] {
  return union(meetings, from, until);
}

/** The stretches of `intervals`, in whatever order and however they overlap, that lie between two instants. */
export function union(intervals: readonly Interval[], from: Instant, until: Instant): Interval[] {
  const joined: Interval[] = [];
  for (const { start, end } of inOrder(intervals)) {
    const [begins, ends] = [Math.max(start, from), Math.min(end, until)];
    const last = joined.at(-1);
    if (begins >= ends) continue;
    if (last && begins <= last.end) last.end = Math.max(last.end, ends);
    else joined.push({ start: begins, end: ends });
  }
  return joined;
}

/** By their starts, as most are already: meetings are, and what a sweep tells. */
function inOrder(intervals: readonly Interval[]): readonly Interval[] {
  for (let index = 1; index < intervals.length; index++)
    if (intervals[index]!.start < intervals[index - 1]!.start)
      return intervals.toSorted((a, b) => a.start - b.start);
  return intervals;
}

/** When just one of two unions is taken. */
export function difference(one: readonly Interval[], other: readonly Interval[]): Interval[] {
  if (areSame(one, other)) return [];
  const edges = [...one, ...other].flatMap(({ start, end }) => [start, end]).sort((a, b) => a - b);
  const found: Interval[] = [];
  for (let index = 0; index + 1 < edges.length; index += 2) {
    const [start, end] = [edges[index]!, edges[index + 1]!];
    if (start < end) found.push({ start, end });
  }
  return found;
}

function areSame(one: readonly Interval[], other: readonly Interval[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ start, end }, index) => start === other[index]?.start && end === other[index]?.end)
  );
}

/** Whether all of `part` lies within `whole`, both unions. */
export function isWithin(part: readonly Interval[], whole: readonly Interval[]): boolean {
  return part.every(({ start, end }) => whole.some((one) => one.start <= start && end <= one.end));
}
