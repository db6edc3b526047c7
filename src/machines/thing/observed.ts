import type { Publish } from '../../agenda/properties.ts';
import type { Reading, ThingContext } from './types.ts';

type Observed = Pick<ThingContext, 'thing' | 'observed' | 'writtenAt' | 'doubtedAt'>;

/** Whether a reading tells what the Thing shows, also after what was in doubt. */
export function isTold(
  { doubtedAt = Number.NEGATIVE_INFINITY }: Observed,
  { thing, askedAt }: Reading,
): boolean {
  return !(thing instanceof Error) && askedAt >= doubtedAt;
}

/**
 * What is known of the Thing once it was read. A variable that was acknowledged after the asking, or is on its way now, stays
 * as it is: the reading may not have seen it.
 */
export function withReading(context: ThingContext, { thing, askedAt }: Reading): Partial<Observed> {
  if (thing instanceof Error) return {};
  const { observed, writtenAt, publish } = context;
  const isNewer = (variable: string) =>
    observed.has(variable) && (publish?.variable === variable || (writtenAt.get(variable) ?? 0) >= askedAt);
  return {
    thing,
    observed: new Map(
      [...thing.properties].flatMap(([variable, { id, value }]) =>
        isPassedOver(context, variable, id)
          ? []
          : [[variable, isNewer(variable) ? observed.get(variable) : value]],
      ),
    ),
    doubtedAt: isTold(context, { thing, askedAt }) ? undefined : context.doubtedAt,
  };
}

/** What is known of the Thing once the cloud has acknowledged a publish. */
export function withWritten(
  { observed, writtenAt, now }: ThingContext,
  { variable, value }: Publish,
): Pick<Observed, 'observed' | 'writtenAt'> {
  return {
    observed: new Map(observed).set(variable, value),
    writtenAt: new Map(writtenAt).set(variable, now()),
  };
}

/** Whether a reading tells anything else than what is known. */
export function isNews(context: ThingContext, reading: Reading): boolean {
  const { thing, observed, failure, doubtedAt, refused } = context;
  if (reading.thing instanceof Error || !thing || failure || doubtedAt !== undefined) return true;
  const [before, { properties }] = [thing.properties, reading.thing];
  if (properties.size !== before.size) return true;
  for (const [variable, { id, value }] of properties) {
    if (observed.get(variable) === value && before.get(variable)?.id === id) continue;
    if (refused.size === 0 || !isPassedOver(context, variable, id)) return true;
  }
  return false;
}

/** Whether the cloud has refused to write the property, a short while ago. */
function isPassedOver({ refused, now }: ThingContext, variable: string, id: string): boolean {
  const one = refused.get(variable);
  return one !== undefined && one.id === id && now() < one.until;
}
