import { type ActorRefFrom, waitFor } from 'xstate';
import type { Instant } from '../../agenda/agenda.ts';
import {
  ACTION,
  ACTION_RESULT,
  isAnswered,
  isTooLate,
  type Press,
  pressId,
  pressIn,
} from '../../agenda/press.ts';
import type { Thing } from '../../ports/things.ts';
import type { PressFact } from '../facts.ts';
import type { Reading } from '../thing/types.ts';
import type { pressMachine } from './machine.ts';
import type { PressInput } from './types.ts';

/**
 * What is read so long, in ms, after a press was dealt with, and still shows it, is no older reading and no refusal that would be
 * repeated at once: the write was lost.
 */
const AGAIN_AFTER_MS = 30_000;

type Running = ActorRefFrom<typeof pressMachine>;

/** What a press differs in from the others at the same door. */
export type PressMade = Pick<PressInput, 'press' | 'thing' | 'answer' | 'isTold' | 'isStill'>;

export interface PressesOptions {
  roomName: string;
  /** Makes an actor that nobody has started yet. */
  make: (made: PressMade) => Running;
  now: () => Instant;
  heard: (fact: PressFact) => void;
  died: (error: unknown) => void;
  /** After one that died another has begun. */
  restarted: () => void;
}

/** A press that is dealt with, and when: what was read before shows it still. */
interface Handled {
  press: Press;
  answer: PressInput['answer'];
  at: Instant;
}

/**
 * The presses at a room's Thing, one after the other. Nothing is done for a press but for what the Thing shows: a reading says
 * what is pressed now, and whether somebody has answered already. What was written and is lost is found so, too.
 */
export class Presses {
  readonly #options: PressesOptions;
  #shown: { thing: Thing; askedAt: Instant } | undefined;
  #running: Running | undefined;
  #handled: Handled | undefined;
  #isDead = false;
  #isStopped = false;

  constructor(options: PressesOptions) {
    this.#options = options;
  }

  /** The Thing as it was read last. */
  get thing(): Thing | undefined {
    return this.#shown?.thing;
  }

  /** Whether a press is answered just now. */
  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Whether the Thing is a button of which the cloud tells nobody at one of `webhooks()`: then it must be read to be heard. */
  mustBeRead(webhooks: () => readonly string[]): boolean {
    const { thing } = this;
    if (!thing?.properties.has(ACTION)) return false;
    return thing.webhook === undefined || !webhooks().includes(thing.webhook);
  }

  /** The Thing was read, or could not be. An answer that was asked for before the last one tells nothing. */
  read({ thing, askedAt }: Reading): void {
    if (thing instanceof Error || askedAt < (this.#shown?.askedAt ?? 0)) return;
    this.#shown = { thing: thing.properties.has(ACTION) ? thing : withoutProperties(thing), askedAt };
    if (!this.#running) this.#next();
    else if (!this.#isShown(this.#running.getSnapshot().context.press))
      this.#running.send({ type: 'press.gone' });
  }

  /** Resolves when the press that is under way is answered, or waits for another try. */
  async settled(): Promise<void> {
    const running = this.#running;
    if (running) await waitFor(running, (state) => state.matches('done') || state.matches('waiting'));
  }

  /** The machine's clock was set: what was dealt with by another time may be in what is read from now on. */
  clockMoved(): void {
    const { now } = this.#options;
    if (this.#handled) this.#handled = { ...this.#handled, at: Math.min(this.#handled.at, now()) };
    if (this.#shown) this.#shown = { ...this.#shown, askedAt: Math.min(this.#shown.askedAt, now()) };
  }

  stop(): void {
    this.#isStopped = true;
    this.#running?.stop();
    this.#running = undefined;
  }

  get #pressed(): Press | undefined {
    const property = this.thing?.properties.get(ACTION);
    return property && pressIn(property);
  }

  #isShown(press: Press): boolean {
    const pressed = this.#pressed;
    return pressed !== undefined && this.#nameOf(pressed) === this.#nameOf(press);
  }

  #nameOf(press: Press): string {
    return pressId(this.#options.roomName, press);
  }

  #next(): void {
    if (this.#isStopped || !this.#shown) return;
    const { thing, askedAt } = this.#shown;
    const press = this.#pressed;
    const handled = this.#handled;
    const result = thing.properties.get(ACTION_RESULT);
    if (handled && (press ? this.#isShown(handled.press) : this.#isLost(handled))) {
      const isTold = handled.answer === undefined || isAnswered(handled.press, result);
      if (askedAt - handled.at > AGAIN_AFTER_MS) this.#begin(thing, { ...handled, isTold });
    } else if (press) this.#begin(thing, { press, answer: undefined, isTold: isAnswered(press, result) });
  }

  /** Whether the cloud has acknowledged what came of a press, and forgotten it; of an old one nobody waits to hear. */
  #isLost({ press, answer }: Handled): boolean {
    const result = this.thing?.properties.get(ACTION_RESULT);
    const isMissing = result !== undefined && (result.updatedAt ?? 0) < (press.at ?? 0);
    return isMissing && answer !== undefined && !isTooLate(press, this.#options.now());
  }

  #begin(thing: Thing, { press, answer, isTold }: Omit<PressMade, 'thing' | 'isStill'>): void {
    const { make, now, heard, died, restarted } = this.#options;
    const running = make({ thing, press, answer, isTold, isStill: () => this.#isShown(press) });
    this.#running = running;
    running.on('*', heard);
    running.subscribe({
      error: (error) => {
        // The next reading begins anew: what was done is known by the press's name.
        [this.#running, this.#isDead] = [undefined, true];
        died(error);
      },
      complete: () => {
        if (this.#running !== running) return;
        this.#running = undefined;
        const { answer: known, isTold: isOver } = running.getSnapshot().context;
        this.#handled = isOver ? { press, answer: known, at: now() } : undefined;
        this.#next();
      },
    });
    running.start();
    if (this.#isDead && this.#running) restarted();
    this.#isDead &&= !this.#running;
  }
}

const NONE: Thing['properties'] = new Map();

/** Most Things have no button: what they show is the Thing actor's, and need not be held here, too. */
function withoutProperties({ id, name, webhook }: Thing): Thing {
  return { id, name, properties: NONE, webhook };
}
