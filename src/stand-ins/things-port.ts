import { PRESS_RANK } from '../agenda/press.ts';
import { accountToken } from '../io/arduino-iot/token.ts';
import { rateLimiter } from '../io/rate-limiter.ts';
import type { VendorError } from '../io/vendor-error.ts';
import type { Thing, ThingsPort } from '../ports/things.ts';
import type { Arduino } from './iot-cloud.ts';
import type { Caller, Wire } from './wire.ts';

/** A reading comes after what is seen from afar, as src/io/arduino-iot/things.ts has it. */
const READ_RANK = 2.5;

export interface ThingsPortOptions {
  cloud: Arduino;
  wire: Wire;
  caller: Caller;
  /** The account's name, where it has one. */
  account: string | undefined;
  /** Undefined: nothing is held back, and no token is asked for. */
  requestsPerSecond: number | undefined;
  /** Told of each publish before it is answered. */
  publishing: (thingName: string, variable: string) => void;
}

/** A process's way to its Things: what src/io/arduino-iot/things.ts does, the same budget and token among it. */
export function thingsPort(options: ThingsPortOptions): ThingsPort {
  const { cloud, wire, caller, account, requestsPerSecond, publishing } = options;
  const call = requestsPerSecond === undefined ? atOnce : inTurn(options, requestsPerSecond);
  let unsent: Promise<readonly Thing[]> | undefined;

  return {
    /** One request for all who ask before it is sent, as the adapter has it. */
    read() {
      if (unsent) return unsent;
      const ask = (admit: () => void) => {
        if (unsent === made) unsent = undefined;
        return wire.call(caller, { vendor: 'iot', call: 'things', account }, () => {
          admit();
          return cloud.things();
        });
      };
      const made: Promise<readonly Thing[]> = call(() => ask, READ_RANK).then(
        (things) => things ?? [],
        (error) => {
          if (unsent === made) unsent = undefined;
          throw error;
        },
      );
      unsent = made;
      return made;
    },

    async readOne(thingId) {
      const ask = (admit: () => void) =>
        wire.call(
          caller,
          { vendor: 'iot', call: 'properties', roomName: cloud.nameOf(thingId), account },
          () => {
            admit();
            return cloud.properties(thingId);
          },
        );
      return (await call(() => ask, PRESS_RANK))!;
    },

    async publish({ thingId, priority, choose, signal }) {
      const chosen = () => {
        const one = choose();
        if (!one) return undefined;
        const known = cloud.variable(thingId, one.propertyId);
        if (known) publishing(known.thingName, known.variable);
        return (admit: () => void) =>
          wire.call(
            caller,
            { vendor: 'iot', call: 'publish', roomName: known?.thingName, account },
            (fault) => {
              admit();
              if (fault?.what !== 'lose') cloud.publish(thingId, one.propertyId, one.value, caller.name);
            },
          );
      };
      await call(chosen, priority, signal);
    },
  };
}

/** Makes what `request` gives when its turn comes; `admit` is asked where the request arrives. */
type Turns = <T>(
  request: () => ((admit: () => void) => Promise<T>) | undefined,
  priority: number,
  signal?: AbortSignal,
) => Promise<T | undefined>;

const atOnce: Turns = async (request) => {
  // The turn comes a little later, as it does where others are in line.
  await undefined;
  return request()?.(() => undefined);
};

/** As the adapter: a token first, a place in the budget then, and once more where the token is refused. */
function inTurn({ cloud, wire, caller, account }: ThingsPortOptions, requestsPerSecond: number): Turns {
  const budget = rateLimiter(requestsPerSecond, 1_000, caller.clock);
  const ask = () => wire.call(caller, { vendor: 'iot', call: 'token', account }, () => cloud.token());
  const token = accountToken(ask, caller.clock);
  return async (request, priority, signal) => {
    let used = '';
    const turn = () => {
      const made = request();
      if (!made) return undefined;
      return token.get().then((text) => {
        used = text;
        return made(() => cloud.admit(text));
      });
    };
    const once = () =>
      budget.schedule(turn, priority, signal).catch((error: VendorError) => {
        if (error.status === 429) budget.halve();
        throw error;
      });
    await token.get();
    return once().catch((error: VendorError) => {
      if (error.status !== 401) throw error;
      token.drop(used);
      return once();
    });
  };
}
