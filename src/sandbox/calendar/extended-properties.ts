import { invalid } from '../refusal.ts';
import type { Event } from './stored-event.ts';

type ExtendedProperties = NonNullable<Event['extendedProperties']>;

const MAX_KEY_LENGTH = 44;
const MAX_VALUE_LENGTH = 1024;
const MAX_PROPERTIES = 300;
const MAX_BYTES = 32 * 1024;

/**
 * An event's extended properties as Google keeps them: without those whose key is too long, and cut where a value is, in
 * silence (Google's guide to extended properties, "Limits"). Throws 400 where there are too many of them.
 */
export function keptProperties({ private: own, shared }: ExtendedProperties): ExtendedProperties {
  const kept = {
    ...(own && { private: withinLimits(own) }),
    ...(shared && { shared: withinLimits(shared) }),
  };
  const all = Object.values(kept).flatMap((properties) => Object.entries(properties));
  const bytes = all.reduce((sum, [key, value]) => sum + Buffer.byteLength(key + value), 0);
  if (all.length > MAX_PROPERTIES || bytes > MAX_BYTES) {
    throw invalid('The extended properties of an event are limited to 300, and to 32 kB in all.');
  }
  return kept;
}

const withinLimits = (properties: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([key]) => key.length <= MAX_KEY_LENGTH)
      .map(([key, value]) => [key, value.slice(0, MAX_VALUE_LENGTH)]),
  );
