/** From when to when a screen is dark, in minutes since the room's midnight; over midnight where `from` is the later. */
export interface Dim {
  from: number;
  to: number;
}

/** Reads `?dim=19:00-07:00`; undefined where there is none that can be read. */
export function dimIn(search: string): Dim | undefined {
  const [, hours, mins, toHours, toMins] =
    /[?&]dim=(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)(&|$)/.exec(decoded(search)) ?? [];
  const [from, to] = [Number(hours) * 60 + Number(mins), Number(toHours) * 60 + Number(toMins)];
  const isTime = (minute: number) => minute >= 0 && minute <= 24 * 60;
  return isTime(from) && isTime(to) && Number(mins) < 60 && Number(toMins) < 60 ? { from, to } : undefined;
}

/** Whether it is dark at a minute of the day. */
export function isDark({ from, to }: Dim, minute: number): boolean {
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

function decoded(search: string): string {
  return search.replace(/%3a/gi, ':');
}
