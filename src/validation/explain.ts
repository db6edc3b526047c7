import { closest, distance } from 'fastest-levenshtein';
import type { SchemaError } from './schema.ts';

const MOST_LINES = 20;

/**
 * What a schema found, a line each, in the words of whoever wrote the value: where, what, and how to mend it. A part of
 * the schema may say the last itself, as its `hint`; `page` of the documentation says the rest. `homes` says of keys where
 * they belong, for whoever writes one in the wrong place.
 */
export function explain(
  found: SchemaError[],
  page: string,
  homes: ReadonlyMap<string, string> = new Map(),
): string[] {
  const unknown = found.filter(({ keyword }) => keyword === 'additionalProperties');
  const suggested = new Set(
    unknown.flatMap((one) => {
      const near = nearestKey(one);
      return near === undefined ? [] : [`${one.instancePath}/${near}`];
    }),
  );
  const lines = new Map<string, string>();
  for (const departure of found) {
    const { instancePath, params } = departure;
    if (suggested.has(`${instancePath}/${params.missingProperty}`)) continue;
    // Of a union, each member departs, and then the whole: the last word is the one with the hint.
    const where = `${instancePath}/${params.missingProperty ?? params.additionalProperty ?? ''}`;
    lines.set(where, explainOne(departure, page, homes));
  }
  return [...lines.values()];
}

/** As many of the mistakes as a person reads. */
export function firstOf(mistakes: readonly string[]): string[] {
  const rest = mistakes.length - MOST_LINES;
  return rest > 0 ? [...mistakes.slice(0, MOST_LINES), `and ${rest} more mistakes`] : [...mistakes];
}

/** What to say of a time zone that does not exist. */
export function unknownZone(zone: string): string {
  return `there is no time zone ${zone}; did you mean ${closest(zone, Intl.supportedValuesOf('timeZone'))}?`;
}

function explainOne(departure: SchemaError, page: string, homes: ReadonlyMap<string, string>): string {
  const { keyword, instancePath, params, message, parentSchema } = departure;
  const at = pathOf(instancePath);
  const inside = at && `${at}.`;
  switch (keyword) {
    case 'additionalProperties':
      return `${inside}${params.additionalProperty}: unknown key; ${insteadOf(departure, page, homes)}`;
    case 'required':
      return `${inside}${params.missingProperty}: missing; add it`;
    case 'minLength':
      return `${at}: empty; fill it in`;
    default: {
      const hint = keyword === 'type' ? undefined : parentSchema?.hint;
      return `${at || 'the whole'}: ${hint ?? `${message}; ${page} says what belongs here`}`;
    }
  }
}

/** What to write in place of an unknown key: a hint helps only where a name is near. */
function insteadOf(departure: SchemaError, page: string, homes: ReadonlyMap<string, string>): string {
  const home = homes.get(String(departure.params.additionalProperty));
  const near = nearestKey(departure);
  if (near !== undefined) return `did you mean ${near}?`;
  return home ? `it belongs ${home}` : `${page} has every key`;
}

/** A known key that may have been meant: no more than a third of it is written otherwise. */
function nearestKey({ params, parentSchema }: SchemaError): string | undefined {
  const key = String(params.additionalProperty);
  const near = closest(key, Object.keys((parentSchema?.properties ?? {}) as object));
  return distance(key, near) <= Math.max(2, key.length / 3) ? near : undefined;
}

/** `/rooms/1/thing_name` as a person writes it: `rooms[1].thing_name`. */
function pathOf(pointer: string): string {
  return pointer
    .slice(1)
    .replace(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.')
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}
