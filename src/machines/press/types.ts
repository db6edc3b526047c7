import type { Agenda, Instant } from '../../agenda/agenda.ts';
import type { Press } from '../../agenda/press.ts';
import type { Wording } from '../../agenda/wording.ts';
import type { Failure } from '../../ports/failure.ts';
import type { Thing } from '../../ports/things.ts';
import type { PressAnswer, RoomAnswer, RoomRequest } from '../door.ts';

/** What is the same for every press at a room's door. */
export interface PressedRoom {
  roomName: string;
  thingName: string;
  /** Title of what is booked. */
  title: string;
  wording: Wording;
  /** What the room knows now. */
  agenda: () => Agenda | undefined;
  ask: (request: RoomRequest) => Promise<RoomAnswer>;
  now: () => Instant;
  random: () => number;
}

/**
 * `thing` is the Thing as it was read last. `answer` is known where the press was answered before and the Thing has lost it;
 * `isTold` says that somebody has answered already, and only `action` is left to be emptied. `isStill` tells whether the Thing
 * still shows this press.
 */
export interface PressInput extends PressedRoom {
  press: Press;
  thing: Thing;
  answer?: PressAnswer | undefined;
  isTold: boolean;
  isStill: () => boolean;
}

/** What to do about a press: to ask the room, or to answer without; undefined while the room is not known. */
export type Decision = { request: RoomRequest } | { answer: PressAnswer } | undefined;

export interface PressContext extends PressInput {
  decision: Decision;
  attempt: number;
  failure: Failure | undefined;
}
