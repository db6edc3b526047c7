import { closest } from 'fastest-levenshtein';
import type { SchemaError } from './schema.ts';

const MOST_LINES = 20;

/**
 * What a schema found, a line each, in the words of whoever wrote the value: where, what, and how to mend it. A part of
 * the schema may say the last itself, as its `hint`; `page` of the documentation says the rest.
 */
export function explain(found: SchemaError[], page: string): string[] {
  const unknown = found.filter(({ keyword }) => keyword === 'additionalProperties');
  const suggested = new Set(unknown.map((one) => `${one.instancePath}/${nearestKey(one)}`));
  const lines = new Map<string, string>();
  for (const departure of found) {
    const { instancePath, params } = departure;
    if (suggested.has(`${instancePath}/${params.missingProperty}`)) continue;
    // Of a union, each member departs, and then the whole: the last word is the one with the hint.
    const where = `${instancePath}/${params.missingProperty ?? params.additionalProperty ?? ''}`;
    lines.set(where, explainOne(departure, page));
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

function explainOne(departure: SchemaError, page: string): string {
  const { keyword, instancePath, params, message, parentSchema } = departure;
  const at = pathOf(instancePath);
  const inside = at && `${at}.`;
  switch (keyword) {
    case 'additionalProperties':
      return `${inside}${params.additionalProperty}: unknown key; did you mean ${nearestKey(departure)}?`;
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

function nearestKey({ params, parentSchema }: SchemaError): string {
  return closest(String(params.additionalProperty), Object.keys((parentSchema?.properties ?? {}) as object));
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
