const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/**
 * How long a promise may be broken, in ms, for what it takes to keep it takes time. All count from when both the cause and
 * everything that was wrong elsewhere (faults, restarts, wrong clocks, sleep) are over.
 */
export const BOUNDS = {
  /** After the last fault, restart or clock that was wrong, everything is as if there had been none. */
  recovery: 8 * MINUTE_MS,
  /** From a boundary, or from a write of roomcal's own, to all nine variables at all doors. */
  door: 15 * SECOND_MS,
  /** From a change in a calendar of which Google tells by a channel that lives. */
  announced: MINUTE_MS,
  /** From one that nobody announces and a sweep finds, for the room is taken at other times. */
  swept: 6 * MINUTE_MS,
  /** From one that only a list can tell: another title, or times within those of another meeting. */
  listed: 62 * MINUTE_MS,
  /** From a board that writes over its Thing: all Things are read each minute. */
  board: 2 * MINUTE_MS,
  /** How long a door may say free while roomcal knows better, though Arduino answers. */
  falselyFree: 90 * SECOND_MS,
  /** How long after a fault of Arduino's it may still be waiting to try again. */
  arduinoAgain: 2 * MINUTE_MS,
  /** And where all it refused was to write: that may be an operator's to mend, and is tried again less and less often. */
  writingAgain: 17 * MINUTE_MS,
  /** From a refusal to the last trace of what was refused, and from one meeting over another to one of them. */
  dust: 10 * MINUTE_MS,
  /** From the end of the time for a check-in to the release; Google may have refused it for an operator's sake before. */
  released: 2 * MINUTE_MS,
  /** From a request at a door to its answer. */
  answer: MINUTE_MS,
  /** From a press at a Thing until it is answered, and the button is there for the next one. */
  press: 3 * MINUTE_MS,
  /** From an actor's death to the next one. */
  rebirth: 2 * MINUTE_MS,
  /** From one sweep of a room to the next, where nothing is wrong. */
  sweep: 7 * MINUTE_MS,
} as const;

/** How many of something there may be at the end of a day. */
export const LIMITS = {
  /** Timers of a process, for each room, and of the whole. */
  timersOfRoom: 16,
  timersOfProcess: 40,
  /** Lists of a room in an hour in which nothing is wrong, and for each thing that is done to it. */
  listsAnHour: 2,
  listsADeed: 6,
} as const;
