import type { Instant } from '../agenda/agenda.ts';
import { nextRefresh } from '../agenda/schedule.ts';
import type { Clock } from '../ports/clock.ts';
import type { Failure } from '../ports/failure.ts';
import type { Thing, ThingsPort } from '../ports/things.ts';
import { asFailure, failureOf, waitAfter } from './failure.ts';
import type { Reading } from './thing/types.ts';

/** How often all Things are read at least, in ms: a board that boots may have written its defaults over what they show. */
const READ_EVERY_MS = 60_000;
/** How long after a mistake of ours it goes on, in ms. */
const RESTART_MS = 1_000;

export interface ThingPollerOptions {
  things: Pick<ThingsPort, 'read'>;
  /** Whose they are, where that has a name. */
  account?: string | undefined;
  clock: Clock;
  random: () => number;
  /** How often they must be read now, in ms: oftener than each minute where a button is, and nobody tells of its presses. */
  everyMs: () => number;
  /** Told what came of each reading, by the name of a Thing. */
  read: (readingOf: (thingName: string) => Reading) => void;
  /** Arduino answers again. */
  mended: () => void;
  /** It came to a mistake of ours; and it goes on all the same. */
  died: (error: unknown) => void;
  restarted: () => void;
}

/**
 * What all Things show: read each minute, in one request for everyone, and at once where one of them is in doubt. No machine:
 * it has nothing to decide, and 1,440 times a day a machine for it would cost more than all rooms' own.
 */
export class ThingPoller {
  readonly #options: ThingPollerOptions;
  #timer: unknown;
  #state: 'resting' | 'reading' | 'failing' | 'stopped' = 'resting';
  #askedAt: Instant = 0;
  /** Somebody asked while a reading was on its way, which may not have seen what is to be seen. */
  #again = false;
  #attempt = 0;
  #hasRead = false;

  constructor(options: ThingPollerOptions) {
    this.#options = options;
  }

  /** Whether Arduino has ever answered. */
  get hasRead(): boolean {
    return this.#hasRead;
  }

  start(): void {
    if (this.#state === 'resting') this.#inTurn();
  }

  /** A Thing is in doubt. While readings fail, it waits for the next try as all do. */
  wanted(): void {
    if (this.#state === 'resting') void this.#read();
    else if (this.#state === 'reading') this.#again ||= this.#options.clock.now() > this.#askedAt;
  }

  stop(): void {
    this.#state = 'stopped';
    this.#options.clock.clearTimeout(this.#timer);
  }

  async #read(): Promise<void> {
    const { things, account, clock, random, read, mended, died, restarted } = this.#options;
    clock.clearTimeout(this.#timer);
    const askedAt = clock.now();
    [this.#state, this.#askedAt, this.#again] = ['reading', askedAt, false];
    const asked = async () => things.read();
    const outcome = await asked().catch(asFailure);
    if (this.#isStopped) return;
    try {
      read(readingsIn(outcome, askedAt, account === undefined ? '' : ` in the account ${account}`));
      if (outcome instanceof Error)
        this.#fail(Math.min(waitAfter(outcome, this.#attempt++, random()), READ_EVERY_MS));
      else {
        this.#hasRead = true;
        if (this.#attempt > 0) mended();
        this.#rest();
      }
    } catch (error) {
      died(error);
      this.#fail(RESTART_MS, restarted);
    }
  }

  #rest(): void {
    [this.#state, this.#attempt] = ['resting', 0];
    if (this.#again) void this.#read();
    else this.#inTurn();
  }

  /** Each account in an instant of its own: what thousands of Things show is 50 MB, and all of it at once would hold the loop. */
  #inTurn(): void {
    const { account, clock } = this.#options;
    const now = clock.now();
    this.#in(account === undefined ? this.#everyMs : nextRefresh(account, now, this.#everyMs) - now);
  }

  get #everyMs(): number {
    return Math.min(this.#options.everyMs(), READ_EVERY_MS);
  }

  #fail(ms: number, before = () => {}): void {
    this.#state = 'failing';
    this.#in(ms, before);
  }

  get #isStopped(): boolean {
    return this.#state === 'stopped';
  }

  #in(ms: number, before = () => {}): void {
    this.#timer = this.#options.clock.setTimeout(() => {
      before();
      void this.#read();
    }, ms);
  }
}

/** `where` is told of a Thing that is not there. */
function readingsIn(
  outcome: readonly Thing[] | Failure,
  askedAt: Instant,
  where: string,
): (thingName: string) => Reading {
  if (outcome instanceof Error) return () => ({ askedAt, thing: outcome });
  const byName = Map.groupBy(outcome, ({ name }) => name);
  return (thingName) => ({ askedAt, thing: onlyOne(byName.get(thingName) ?? [], thingName, where) });
}

function onlyOne(things: readonly Thing[], name: string, where: string): Thing | Failure {
  const [thing] = things;
  if (!thing) {
    const message = `Arduino IoT Cloud: no Thing is named ${name}${where}; make it, or set thing_name of the room`;
    return failureOf('iot', message, { reason: 'noSuchThing', operator: true });
  }
  if (things.length === 1) return thing;
  const message = `Arduino IoT Cloud: ${things.length} Things are named ${name}${where}; rename all but one`;
  return failureOf('iot', message, { reason: 'ambiguousThing', operator: true });
}
