import { fromPromise } from 'xstate';
import { PRESS_RANK } from '../agenda/press.ts';
import type { Publish } from '../agenda/properties.ts';
import type { Thing, ThingsPort } from '../ports/things.ts';
import { pressMachine } from './press/machine.ts';
import { thingMachine } from './thing/machine.ts';
import type { Writing } from './thing/setup.ts';

/** The machines that write Things, with every placeholder filled by a call to the account that has those. */
export function provideThingMachines(things: ThingsPort) {
  return {
    thing: thingMachine.provide({
      actors: { write: fromPromise(({ input, signal }) => writeTo(things, input, signal)) },
    }),
    press: pressMachine.provide({
      actors: {
        publish: fromPromise(async ({ input, signal }) => {
          await publishTo(things, { ...input, priority: PRESS_RANK }, signal);
        }),
      },
    }),
  };
}

/** Writes until nothing differs any more; whoever is stopped meanwhile gets in line no more. */
async function writeTo(
  things: ThingsPort,
  { next, choose, written }: Writing,
  signal: AbortSignal,
): Promise<void> {
  for (let turn = next(); turn; turn = next()) {
    const publish = await publishTo(things, { ...turn, choose }, signal);
    if (!publish || signal.aborted) return;
    written(publish);
  }
}

/** Sets what is chosen when the turn comes, if the Thing has it: what was chosen, once the cloud has acknowledged it. */
async function publishTo(
  things: ThingsPort,
  {
    thing,
    priority,
    choose,
  }: { thing: Thing | undefined; priority: number; choose: () => Publish | undefined },
  signal: AbortSignal,
): Promise<Publish | undefined> {
  let chosen: Publish | undefined;
  await things.publish({
    thingId: thing?.id ?? '',
    priority,
    signal,
    choose() {
      chosen = choose();
      const propertyId = chosen && thing?.properties.get(chosen.variable)?.id;
      return chosen && propertyId !== undefined ? { propertyId, value: chosen.value } : undefined;
    },
  });
  return chosen;
}
