import { createActor } from 'xstate';
import type { Agenda, Instant } from '../agenda/agenda.ts';
import type { CheckInRule } from '../agenda/check-in.ts';
import type { BuildingOptions, Machines } from './building-types.ts';
import type { ChannelContext } from './channel/types.ts';
import type { RoomRequest } from './door.ts';
import type { PressMade } from './press/presses.ts';
import type { PressedRoom } from './press/types.ts';
import type { RoomInput } from './room/types.ts';
import type { Occupant } from './roster/plan.ts';
import type { ThingContext } from './thing/types.ts';

/** What the actors of all rooms of an account share. */
export interface RoomWiring
  extends Pick<
    BuildingOptions,
    'clock' | 'random' | 'inspect' | 'mayRest' | 'relistMs' | 'keys' | 'processId' | 'report'
  > {
  now: () => Instant;
  meetingTitle: () => string;
  machines: Machines;
  newAttempt: () => string;
}

/** Makes the actors of a room, not started yet: `blue_room.room`, `.thing`, `.channel`, `.relay`, `.booking`, `.press` and `.check_in`. */
export function roomActors(occupant: Occupant, wiring: RoomWiring) {
  const { roomName, calendarId, thingName, timeZone, mayEnd, checkIn, wording, refreshMs, address } =
    occupant;
  const { machines, clock, now, random, inspect, relistMs, keys, processId, newAttempt, meetingTitle } =
    wiring;
  const common = { roomName, calendarId, now, random };
  const named = (name: string) => ({ id: `${roomName}.${name}`, clock, ...(inspect && { inspect }) });
  return {
    room: (known: Pick<RoomInput, 'knowledge' | 'beginsWithKept' | 'was'>) =>
      createActor(machines.room, {
        ...named('room'),
        input: { ...common, timeZone, refreshMs, relistMs, wording, checkIn, ...known },
      }),
    booking: (agenda: Agenda | undefined, request: RoomRequest | undefined) =>
      createActor(machines.booking, {
        ...named('booking'),
        input: { ...common, timeZone, mayEnd, checkIn, processId, newAttempt, agenda, request },
      }),
    checkIn: (rule: CheckInRule) =>
      createActor(machines.checkIn, {
        ...named('check_in'),
        input: { ...common, rule, newAttempt },
      }),
    press: (made: PressMade, at: Pick<PressedRoom, 'agenda' | 'ask'>) =>
      createActor(machines.press, {
        ...named('press'),
        input: { ...common, ...made, ...at, thingName, title: meetingTitle(), wording },
      }),
    relay: () => createActor(machines.relay, { ...named('relay'), input: { ...common, timeZone } }),
    channel: (was: ChannelContext | undefined) =>
      createActor(machines.channel, { ...named('channel'), input: { ...common, address, keys, was } }),
    thing: (was: ThingContext | undefined) =>
      createActor(machines.thing, {
        ...named('thing'),
        input: { thingName, now, random, was },
      }),
  };
}
