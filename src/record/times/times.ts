import type { Instant } from '../../agenda/agenda.ts';
import type { Component, Property } from '../file/component.ts';
import { DefinedZone } from './defined-zone.ts';
import { type Length, lengthIn } from './length.ts';
import { dayOf, type Moment, momentIn } from './moment.ts';
import { ianaNameOf } from './zone-names.ts';
import { IanaZone, UTC, type Zone } from './zones.ts';

/** A time with the end that it has of its own, where it is a PERIOD. */
export interface Period {
  start: Moment;
  end: Moment | Length | undefined;
}

/** Reads the times of a file, each in the zone that it names; one without a zone is in `timeZone` (IANA). */
export class Times {
  readonly floating: IanaZone;
  readonly #defined = new Map<string, Zone>();
  readonly #named = new Map<string, Zone | undefined>();

  constructor(timeZone: string, definitions: readonly Component[]) {
    this.floating = new IanaZone(timeZone);
    for (const definition of definitions) {
      const name = definition.text('TZID');
      const iana = ianaNameOf(name) ?? ianaNameOf(definition.text('X-LIC-LOCATION'));
      const known = iana === undefined ? undefined : new IanaZone(iana);
      const zone = new DefinedZone(name, definition, known);
      const meant = zone.isDefined ? zone : known;
      // Two calendars in one file may define a name differently.
      if (meant)
        for (const one of [definition.calendar, undefined]) this.#defined.set(keyOf(name, one), meant);
      if (!zone.isDefined)
        definition.tell(definition.line, `VTIMEZONE ${name} skipped: it has no offset that can be read`);
    }
  }

  /** The first readable time of the first property of that name. */
  first(component: Component, name: string): Moment | undefined {
    const [property] = component.all(name);
    if (!property) return undefined;
    if (!/[^\s,;]/.test(property.value)) component.tell(property.line, `${name} skipped: it is empty`);
    return this.#periods(component, [property])[0]?.start;
  }

  all(component: Component, name: string): Moment[] {
    return this.periods(component, name).map(({ start }) => start);
  }

  periods(component: Component, name: string): Period[] {
    return this.#periods(component, component.all(name));
  }

  length(component: Component): Length | undefined {
    const property = component.first('DURATION');
    const length = property && lengthIn(property.value);
    if (property && !length) component.tell(property.line, `DURATION skipped: ${short(property)} is none`);
    return length;
  }

  /**
   * The instant of a time; a day begins in the zone of the calendar. A time that clocks skip is as much later, and where
   * it is `single`, with an end of its own, the instant at which they are set forward: the end would be before it.
   */
  instant({ wall, isDate, zone }: Moment, single = false): Instant {
    const clocks = isDate ? this.floating : zone;
    return single || isDate ? clocks.soonest(wall) : clocks.instantOf(wall);
  }

  /** An exception to a series that begins at `start`: where it names no zone and that does, it is in that one. */
  asIn(start: Moment | undefined, exception: Moment): Moment {
    const isBare = exception.zone === this.floating && !exception.isDate;
    return isBare && start && !start.isDate && start.zone !== UTC
      ? { ...exception, zone: start.zone }
      : exception;
  }

  /** Whether a day begins at that time, in the zone of the calendar. */
  beginsDay(moment: Moment): boolean {
    return this.floating.dayBeginningAt(this.instant(moment)) !== undefined;
  }

  /** The day that is named by a time, as the wall time of its midnight. */
  day(moment: Moment): number {
    return dayOf(moment, this.floating);
  }

  #periods(component: Component, properties: readonly Property[]): Period[] {
    return properties.flatMap((property) => {
      const { name, value, line } = property;
      const zone = this.#zoneOf(property, component.calendar);
      return value
        .split(/[,;]/)
        .filter((one) => one.trim())
        .flatMap((one) => {
          const [start = '', end] = one.split('/');
          const moment = momentIn(start, zone ?? this.floating);
          if (!moment) component.tell(line, `${name} skipped: ${one.slice(0, 40)} is no date and no time`);
          else if (zone || moment.isDate || moment.zone !== this.floating)
            return { start: moment, end: end ? (lengthIn(end) ?? momentIn(end, moment.zone)) : undefined };
          else component.tell(line, `${name} skipped: TZID=${property.parameter('tzid')}: no such time zone`);
          return [];
        });
    });
  }

  #zoneOf(property: Property, calendar: Component | undefined): Zone | undefined {
    const name = property.parameter('tzid');
    if (!name) return this.floating;
    const key = keyOf(name, undefined);
    const defined = this.#defined.get(keyOf(name, calendar)) ?? this.#defined.get(key);
    if (defined) return defined;
    if (!this.#named.has(key)) {
      const iana = ianaNameOf(name);
      this.#named.set(key, iana === undefined ? undefined : new IanaZone(iana));
    }
    return this.#named.get(key);
  }
}

function keyOf(name: string, calendar: Component | undefined): string {
  return `${calendar?.line ?? ''} ${name.replaceAll('"', '').trim().toLowerCase()}`;
}

function short({ value }: Property): string {
  return value.slice(0, 40);
}
