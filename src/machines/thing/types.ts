import type { Instant } from '../../agenda/agenda.ts';
import type { Properties, Publish } from '../../agenda/properties.ts';
import type { Failure } from '../../ports/failure.ts';
import type { Thing } from '../../ports/things.ts';
import type { ThingFact } from '../facts.ts';

interface ThingOptions {
  thingName: string;
  now: () => Instant;
  random: () => number;
}

export interface ThingInput extends ThingOptions {
  /** What was known of one that has settled, and rested since. */
  was?: ThingContext | undefined;
}

/** What the cloud said of the Thing when it was asked at the instant `askedAt`, or why nothing could be told. */
export interface Reading {
  askedAt: Instant;
  thing: Thing | Failure;
}

export interface ThingContext extends ThingOptions {
  wanted: Properties | undefined;
  thing: Thing | undefined;
  /** What each variable shows: as it was read back, or as the cloud acknowledged it since. */
  observed: ReadonlyMap<string, unknown>;
  /** When each variable was last acknowledged: an older reading has not seen that. */
  writtenAt: ReadonlyMap<string, Instant>;
  /** When a publish last got no answer: until a later reading nobody knows what the Thing shows. */
  doubtedAt: Instant | undefined;
  /** What is on its way, or was refused just now; undefined while the Thing is in line. */
  publish: Publish | undefined;
  /** How early the Thing's turn comes among those of all rooms. */
  priority: number;
  /** Properties that the cloud refused to write, by variable: left alone for an hour, or until they are made anew. */
  refused: ReadonlyMap<string, { id: string; until: Instant }>;
  attempt: number;
  failure: Failure | undefined;
  failedAt: Instant;
}

export type ThingEvent =
  | { type: 'properties.wanted'; properties: Properties }
  /** All Things were read, or could not be. */
  | ({ type: 'thing.read' } & Reading)
  /** Another Thing of the account could be written. */
  | { type: 'other.thing.written' }
  /** The machine's clock was set, or slept. */
  | { type: 'clock.moved' }
  /** The turn has come, and this is on its way now. */
  | { type: 'turn.came'; publish: Publish }
  /** The cloud has acknowledged it. */
  | { type: 'property.written'; publish: Publish };

export type ThingEmitted =
  | ThingFact
  /** What the Thing shows is not known, and must be read. */
  | { type: 'reading.wanted' };
