/** Where a key leads in a list of `count` lines of which `page` are in sight, from the line at `from`; undefined where nowhere. */
export function lineAfterKey(key: string, from: number, count: number, page: number): number | undefined {
  const last = count - 1;
  const wanted: Record<string, number> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: 0,
    End: last,
  };
  const line = wanted[key];
  return line === undefined || count === 0 ? undefined : Math.min(Math.max(line, 0), last);
}
