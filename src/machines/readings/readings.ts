import { type Actor, createActor } from 'xstate';
import type { Clock, Thing, VendorFailure } from '../../io/ports.ts';
import type { provideMachines } from '../effects.ts';
import { failureOf } from '../failure.ts';
import { Supervised } from '../supervisor.ts';
import type { Reading } from '../thing/setup.ts';
import type { ReadingsEmitted } from './machine.ts';

type ReadingsMachine = ReturnType<typeof provideMachines>['readings'];

export interface ReadingsOptions {
  machine: ReadingsMachine;
  clock: Clock;
  random: () => number;
  /** Told what came of each reading, by the name of a Thing. */
  read: (readingOf: (thingName: string) => Reading) => void;
  died: (error: unknown) => void;
  restarted: () => void;
}

/** What all Things show, read each minute for everyone. */
export class Readings {
  readonly #reader: Supervised<Actor<ReadingsMachine>>;
  readonly #clock: Clock;

  constructor({ machine, clock, random, read, died, restarted }: ReadingsOptions) {
    this.#clock = clock;
    const make = () => {
      const reader = createActor(machine, { clock, input: { now: () => clock.now(), random } });
      reader.on('*', (emitted: ReadingsEmitted) => read(readingsIn(emitted)));
      return reader;
    };
    const again = () => {
      restarted();
      this.wanted();
    };
    this.#reader = new Supervised({ make, clock, random, died, restarted: again });
  }

  /** A Thing is in doubt. */
  wanted(): void {
    this.#reader.actor.send({ type: 'reading.wanted', at: this.#clock.now() });
  }

  start(): void {
    this.#reader.start();
  }

  stop(): void {
    this.#reader.stop();
  }
}

function readingsIn(emitted: ReadingsEmitted): (thingName: string) => Reading {
  const { askedAt } = emitted;
  if (emitted.type === 'reading.failed') return () => ({ askedAt, thing: emitted.failure });
  const byName = Map.groupBy(emitted.things, ({ name }) => name);
  return (thingName) => ({ askedAt, thing: onlyOne(byName.get(thingName) ?? [], thingName) });
}

function onlyOne([thing, ...others]: readonly Thing[], name: string): Thing | VendorFailure {
  if (!thing) {
    const message = `Arduino IoT Cloud: no Thing is named ${name}; make it, or set thing_name of the room`;
    return failureOf('iot', message, { reason: 'noSuchThing', operator: true });
  }
  if (others.length === 0) return thing;
  const message = `Arduino IoT Cloud: ${others.length + 1} Things are named ${name}; rename all but one`;
  return failureOf('iot', message, { reason: 'ambiguousThing', operator: true });
}
