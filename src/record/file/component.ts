import ICAL from 'ical.js';
import type { ContentLine } from './content-lines.ts';
import type { Tell } from './skipped.ts';

/** A property as it stands in the file: its value raw, names of parameters in small letters. */
export interface Property {
  name: string;
  value: string;
  parameter(name: string): string | undefined;
  line: number;
}

// Values stay as they are: what a file says of their type is often wrong.
const RAW = { ...ICAL.design.icalendar, property: {}, value: {} };
/** A TZID with a colon and without quotes: Outlook's `tzone://Microsoft/Custom`, `(UTC+01:00) Berlin`. */
const BARE_TZID = /(;TZID=)([^":;]*:[^";]*?):(?=\s*\d{4}-?\d\d-?\d\d)/i;
const { text: TEXT } = ICAL.design.icalendar.value as { text: { fromICAL(value: string): string } };

/** A component of an iCalendar file. Its lines are read when they are asked for: most of them nobody needs. */
export class Component {
  readonly name: string;
  readonly line: number;
  /** False where the file ends within it. */
  whole = true;
  readonly components: Component[] = [];
  /** The calendar in which it lies, if any. */
  readonly calendar: Component | undefined;
  readonly #lines = new Map<string, ContentLine[]>();
  readonly #read = new Map<ContentLine, Property | undefined>();
  readonly #tell: Tell;

  constructor(name: string, line: number, tell: Tell, calendar?: Component) {
    this.name = name;
    this.line = line;
    this.#tell = tell;
    this.calendar = calendar;
  }

  add(name: string, line: ContentLine): void {
    const lines = this.#lines.get(name);
    if (lines) lines.push(line);
    else this.#lines.set(name, [line]);
  }

  /** Whether there is a line of that name, readable or not. */
  has(name: string): boolean {
    return this.#lines.has(name);
  }

  /** All properties of that name (in capitals) that can be read. */
  all(name: string): Property[] {
    const lines = this.#lines.get(name) ?? [];
    return lines.map((line) => this.#property(line)).filter((one) => one !== undefined);
  }

  first(name: string): Property | undefined {
    return this.all(name)[0];
  }

  /** A text without its escapes (RFC 5545, 3.3.11), empty where there is none. */
  text(name: string): string {
    const { value } = this.first(name) ?? {};
    return value ? TEXT.fromICAL(value) : '';
  }

  /** Undefined where it has none, or an empty one. */
  get uid(): string | undefined {
    return this.text('UID').trim() || undefined;
  }

  /** Tells of a line of this component. */
  tell(line: number, why: string): void {
    this.#tell({ line, uid: this.uid, why });
  }

  #property(line: ContentLine): Property | undefined {
    if (!this.#read.has(line)) this.#read.set(line, this.#parsed(line));
    return this.#read.get(line);
  }

  #parsed({ text, number: line }: ContentLine): Property | undefined {
    const name = nameOf(text);
    try {
      const [, parameters, , value] = ICAL.parse.property(
        text.trimStart().replace(BARE_TZID, '$1"$2":'),
        RAW,
      );
      const parameter = (one: string) => {
        const found: string | string[] | undefined = parameters[one];
        return Array.isArray(found) ? found[0] : found;
      };
      return { name, value: String(value), parameter, line };
    } catch {
      const why = `${name} skipped: its parameters can't be read`;
      this.#tell({ line, uid: name === 'UID' ? undefined : this.uid, why });
      return undefined;
    }
  }
}

/** The name of a property, in capitals; empty where the line has none. */
export function nameOf(line: string): string {
  return /^\s*([\w-]+)\s*[;:]/.exec(line)?.[1]?.toUpperCase() ?? '';
}
