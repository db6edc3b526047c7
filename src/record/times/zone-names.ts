import { WINDOWS_TO_IANA_MAP } from 'windows-iana';
import { isTimeZone } from '../../agenda/local-time.ts';

/** Windows' names in small letters, and the zone of each where no country is told (CLDR's territory 001). */
const WINDOWS = new Map<string, string>(
  WINDOWS_TO_IANA_MAP.filter(({ territory }) => territory === '001').map(({ windowsName, iana }) => [
    windowsName.toLowerCase(),
    iana[0],
  ]),
);

const IANA = new Map(Intl.supportedValuesOf('timeZone').map((name) => [name.toLowerCase(), name]));

/** Zones by the city that they are called after, in small letters. */
const CITIES = new Map(
  [...IANA.values()].map((name) => [keyOf(name.slice(name.lastIndexOf('/') + 1)), name]),
);
/** Where a city may lie: some are known to IANA by another spelling than Node lists (`Asia/Kolkata`). */
const AREAS = ['Africa', 'America', 'Asia', 'Atlantic', 'Australia', 'Europe', 'Indian', 'Pacific', 'US'];

/**
 * The IANA zone that a file means by `name`: IANA's own, in any case, quoted, or at the end of a path
 * (`/freeassociation.sourceforge.net/Europe/Rome`); Windows' (`W. Europe Standard Time`); an offset (`GMT+0100`).
 */
export function ianaNameOf(name: string): string | undefined {
  const plain = name.replaceAll('\\', '').replace(/^[\s"']+|[\s"']+$/g, '');
  const parts = plain.replaceAll(' ', '_').split('/').filter(Boolean);
  const tails = parts.map((_, index) => parts.slice(index).join('/'));
  return known(plain) ?? windows(plain) ?? offset(plain) ?? tails.map(known).find((one) => one !== undefined);
}

function known(name: string): string | undefined {
  return IANA.get(name.toLowerCase()) ?? (/^[a-z]/i.test(name) && isTimeZone(name) ? name : undefined);
}

/**
 * Outlook also writes what Windows shows: `(UTC-05:00) Eastern Time (US & Canada)`, `Amsterdam, Berlin, Bern, Rome`,
 * `(GMT+01.00) Sarajevo/Warsaw/Zagreb`; and others its names of summer time.
 */
function windows(name: string): string | undefined {
  const shown = name
    .replace(/^\([^)]*\)\s*/, '')
    .replace(/ Time \((?:US (?:&|and) )?Canada\)$/i, ' Standard Time')
    .replace(/ (?:Daylight|Summer) Time$/i, ' Standard Time');
  const cities = shown !== name || shown.includes(',') ? shown.split(/[,/]/).map(cityOf) : [];
  return WINDOWS.get(shown.toLowerCase()) ?? cities.find((one) => one !== undefined);
}

function cityOf(city: string): string | undefined {
  const names = AREAS.map((area) => `${area}/${city.trim().replaceAll(' ', '_')}`);
  return CITIES.get(keyOf(city)) ?? names.find((one) => isTimeZone(one));
}

function keyOf(city: string): string {
  return city.trim().toLowerCase().replaceAll(' ', '_');
}

function offset(name: string): string | undefined {
  const [, sign, hours = '', minutes = '00'] =
    /^(?:GMT|UTC)?([+-])(\d\d?):?(\d\d)?$/i.exec(name.replace(/[()\s]/g, '')) ?? [];
  return sign ? `${sign}${hours.padStart(2, '0')}:${minutes}` : undefined;
}
