import type { Environment, Place } from '../configuration/environment.ts';
import type { ListedTexts } from '../io/storage/channel-store.ts';
import type { VendorFailure } from '../ports/failure.ts';
import { openTexts } from './clouds.ts';

/** Buckets that nobody named, as an operator writes them, and why they were passed over. */
export type PassedOver = Map<string, string>;

const CLOSED =
  "it may not be read; if it is the Python service's, give the account the role Storage Object Admin there";

/**
 * What `work` makes of the texts at a place that nobody named; undefined where it is not there, or may not be read: all
 * projects share the names of buckets, and it may be a stranger's. `passedOver` has it then.
 */
export async function unlessClosed<T>(
  place: Place,
  environment: Environment,
  passedOver: PassedOver,
  work: (texts: ListedTexts) => Promise<T>,
): Promise<T | undefined> {
  try {
    const texts = await openTexts(place, environment);
    return texts && (await work(texts));
  } catch (error) {
    const { status, reason } = Object(error) as Partial<VendorFailure>;
    if (!('bucket' in place) || status !== 403 || reason !== 'forbidden') throw error;
    passedOver.set(`gs://${place.bucket}`, CLOSED);
    return undefined;
  }
}
