import ICAL from 'ical.js';
import type { Instant } from '../agenda/agenda.ts';
import { instantOf, isTimeZone } from '../agenda/local-time.ts';
import { ConfigError } from '../validation/config-error.ts';

/** A zone of the IANA database, for files that name one and do not define it. */
class IanaZone extends ICAL.Timezone {
  constructor(name: string) {
    super({ tzid: name });
  }

  /** How far clocks are ahead of UTC when they show `time`, in seconds. */
  override utcOffset({ year, month, day, hour, minute, second }: ICAL.Time): number {
    const utc = Date.UTC(year, month - 1, day, hour, minute, second);
    return (utc - instantOf(new Date(utc).toISOString().slice(0, 19), this.tzid)) / 1_000;
  }
}

/** Reads the times of a file, each in the zone that it names; one without a zone is in `timeZone` (IANA). */
export class ZonedTimes {
  readonly #floating: IanaZone;
  readonly #zones = new Map<string, IanaZone>();

  constructor(timeZone: string) {
    this.#floating = new IanaZone(timeZone);
  }

  /** All times of the properties of that name; of a period its start. */
  all(component: ICAL.Component, name: string): ICAL.Time[] {
    return component
      .getAllProperties(name)
      .flatMap((property) => property.getValues().map((value) => this.#zoned(property, value)));
  }

  /** The time of the first property of that name. */
  first(component: ICAL.Component, name: string): ICAL.Time | undefined {
    return this.all(component, name)[0];
  }

  /** The instant of a time; a day begins in the zone of times that name none. */
  instant(time: ICAL.Time): Instant {
    if (!time.isDate) return time.toUnixTime() * 1_000;
    return instantOf(`${time.toString()}T00:00:00`, this.#floating.tzid);
  }

  #zoned(property: ICAL.Property, value: ICAL.Time | ICAL.Period): ICAL.Time {
    const time = (value instanceof ICAL.Period ? value.start : value).clone();
    if (time.isDate || time.zone === ICAL.Timezone.utcTimezone) return time;
    const name = property.getFirstParameter('tzid');
    if (!name) time.zone = this.#floating;
    else if (isTimeZone(name)) time.zone = this.#iana(name);
    else if (time.zone === ICAL.Timezone.localTimezone)
      throw new ConfigError(`TZID=${name}: no such time zone`);
    return time;
  }

  #iana(name: string): IanaZone {
    const zone = this.#zones.get(name) ?? new IanaZone(name);
    this.#zones.set(name, zone);
    return zone;
  }
}
