/** How much of each kind a day has, 1 being the usual. */
export interface Class {
  people: number;
  doors: number;
  calendar: number;
  iot: number;
  /** What befalls one Arduino account of several. */
  accounts: number;
  push: number;
  pubsub: number;
  storage: number;
  restarts: number;
  clocks: number;
  boards: number;
}

const USUAL: Class = {
  ...{
    people: 1,
    doors: 1,
    calendar: 1,
    iot: 1,
    accounts: 1,
    push: 1,
    pubsub: 1,
    storage: 1,
    restarts: 1,
    clocks: 1,
    boards: 1,
  },
};
const QUIET: Class = {
  ...{
    people: 1,
    doors: 1,
    calendar: 0,
    iot: 0,
    accounts: 0,
    push: 0,
    pubsub: 0,
    storage: 0,
    restarts: 0,
    clocks: 0,
    boards: 0,
  },
};

/** The class of days on which several processes divide the rooms. */
export const SHARDS = 'shards';

/** What `--only` takes. */
export const CLASSES: Readonly<Record<string, Class>> = {
  /** Nothing goes wrong. */
  calm: QUIET,
  /** Bookings at doors, and a calendar that fails. */
  booking: { ...QUIET, doors: 3, calendar: 2 },
  door: { ...QUIET, iot: 3, boards: 2 },
  /** Several accounts, of which one fails at a time. */
  accounts: { ...QUIET, accounts: 4, boards: 1 },
  calendar: { ...QUIET, calendar: 3 },
  push: { ...QUIET, push: 3 },
  messages: { ...QUIET, pubsub: 3 },
  storage: { ...QUIET, storage: 3, restarts: 1, push: 0.5 },
  restarts: { ...QUIET, doors: 2, restarts: 4, storage: 0.5, calendar: 0.5 },
  clocks: { ...QUIET, clocks: 4 },
  /** Several processes divide the rooms, and their number changes. */
  [SHARDS]: { ...QUIET, doors: 2, calendar: 0.5, push: 1, pubsub: 2, storage: 0.5 },
  all: USUAL,
};

/** The class of that name. */
export function classOf(name: string | undefined): Class {
  return CLASSES[name ?? 'all'] ?? USUAL;
}
