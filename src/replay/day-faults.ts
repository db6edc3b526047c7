import type { Instant } from '../agenda/agenda.ts';
import type { Fault, Faulty, Mishap } from '../stand-ins/faults.ts';
import type { Fault as DayFault } from './day-shape.ts';

/** What a mishap delays where the day does not say, in ms. */
const USUAL_DELAY_MS: Partial<Record<Mishap, number>> = {
  late: 30_000,
  slow: 1_000,
  lag: 10_000,
  duplicate: 0,
  reorder: 200,
};

/** How long a fault of a day lasts, in ms. */
export function lengthOf({ for_mins, for_ms }: DayFault): number {
  return for_ms ?? (for_mins ?? 0) * 60_000;
}

const VENDORS: readonly string[] = ['calendar', 'iot', 'push', 'pubsub', 'storage'] satisfies Faulty[];

/** What a fault of a day does to whom, in the order in which the day says so: `['calendar', 503]`. */
export function mishapsIn(fault: DayFault): [Faulty, Mishap][] {
  return Object.entries(fault).filter(([key]) => VENDORS.includes(key)) as [Faulty, Mishap][];
}

/** The faults that begin at `at`; their chances hang on `seed` and on what they are. */
export function faultsOf(fault: DayFault, at: Instant, seed: number): Fault[] {
  const {
    rate = 1,
    call,
    room_name: roomName,
    account,
    process,
    after_effect: afterEffect = false,
    reason,
  } = fault;
  return mishapsIn(fault).map(([vendor, what]) => ({
    ...{
      vendor,
      what,
      until: at + lengthOf(fault),
      rate,
      afterEffect,
      reason,
      call,
      roomName,
      account,
      process,
    },
    delayMs: fault.delay_ms ?? USUAL_DELAY_MS[what] ?? 0,
    name: `${seed} ${at} ${vendor} ${what} ${call} ${roomName} ${process}${account ? ` ${account}` : ''}`,
  }));
}

/** In words what a fault hits beyond the usual, empty where it is all: `insert of blue_room, half of them`. */
export function narrowed({
  rate,
  call,
  room_name,
  account,
  process,
  delay_ms,
  after_effect,
  reason,
}: DayFault): string {
  return [
    ...(reason ? [reason] : []),
    ...(after_effect ? ['though done'] : []),
    ...(call ? [call] : []),
    ...(room_name ? [`of ${room_name}`] : []),
    ...(account ? [`of the account ${account}`] : []),
    ...(process ? [`of process ${process}`] : []),
    ...(delay_ms ? [`${delay_ms} ms`] : []),
    ...(rate !== undefined && rate < 1 ? [`${Math.round(rate * 100)} %`] : []),
  ].join(', ');
}
