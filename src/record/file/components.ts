import { Component, nameOf } from './component.ts';
import type { ContentLine } from './content-lines.ts';
import type { Tell } from './skipped.ts';

/** What stands in a calendar side by side. */
const WITHIN_CALENDAR = new Set(['VEVENT', 'VTIMEZONE', 'VTODO', 'VJOURNAL', 'VFREEBUSY']);

/** Texts that no door shows. */
const LONG = new Set(['DESCRIPTION', 'X-ALT-DESC', 'ATTACH', 'COMMENT']);

/** What a component is called. */
const COMPONENT = /^(V[A-Z]+|X-[\w-]+|STANDARD|DAYLIGHT|AVAILABLE|PARTICIPANT)$/;
/** One that nobody knows (RFC 5545, 3.6); `Begin: 9 o'clock` is a line of a text that was broken. */
const OTHER = /^BEGIN:[A-Z][A-Z0-9-]*$/;

/**
 * What a file holds, as the components of one that has no name: calendars, one after the other, and in damaged files
 * also their parts. What is out of its place is skipped.
 */
export function componentsOf(lines: Iterable<ContentLine>, tell: Tell): Component {
  const root = new Component('', 0, tell);
  const open = [root];
  const innermost = () => open.at(-1) ?? root;
  for (const line of lines) {
    const name = nameOf(line.text);
    const of = line.text
      .slice(line.text.indexOf(':') + 1)
      .trim()
      .toUpperCase();
    if (name === 'BEGIN' && (COMPONENT.test(of) || OTHER.test(line.text))) begin(of, line.number);
    else if (name === 'END') end(of, line.number);
    else if (name === '' || name === 'BEGIN') skip(line, 'is no property');
    else if (open.length === 1) skip(line, 'stands outside of the calendar');
    else if (!LONG.has(name)) innermost().add(name, line);
  }
  for (const component of open.slice(1)) {
    component.whole = component.name === 'VCALENDAR';
    const taken = component.whole ? 'what there is of it is read' : 'it is skipped';
    component.tell(component.line, `${component.name} is cut off by the end of the file: ${taken}`);
  }
  return root;

  function begin(name: string, number: number): void {
    // No event lies in another one, and no calendar: the end of the first is missing.
    const ended = (one: Component) =>
      name === 'VCALENDAR' ? one.name === name : WITHIN_CALENDAR.has(one.name) && WITHIN_CALENDAR.has(name);
    const missing = open.findIndex(ended);
    if (missing > 0) close(missing, number);
    const calendar = open.findLast((one) => one.name === 'VCALENDAR');
    const component = new Component(name, number, tell, calendar);
    innermost().components.push(component);
    open.push(component);
  }

  function end(name: string, number: number): void {
    const place = open.findLastIndex((one) => one.name === name);
    if (place < 1) tell({ line: number, why: `END:${name} skipped: nothing of that name has begun` });
    else if (place === open.length - 1) open.pop();
    else {
      close(place + 1, number);
      open.pop();
    }
  }

  function close(place: number, number: number): void {
    for (const one of open.splice(place)) one.tell(number, `END:${one.name} is missing before this`);
  }

  function skip({ number }: ContentLine, why: string): void {
    const event = open.findLast((one) => one.name === 'VEVENT') ?? root;
    event.tell(number, `skipped, as it ${why}`);
  }
}

/** All components of that name, calendar by calendar. */
export function allOf(root: Component, name: string): Component[] {
  return root.components.flatMap((one) => (one.name === name ? [one] : allOf(one, name)));
}
