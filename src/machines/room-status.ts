import type { Failure } from '../ports/failure.ts';
import type { Machines, RoomState, RoomStatus, RoomView, Unready } from './building-types.ts';
import { asFailure } from './failure.ts';
import { isOfUnknownZone } from './room/zone-news.ts';
import type { Supervised } from './supervisor.ts';

/** The actors of a room at which it can be seen how it is. */
export interface SeenActors {
  room: Supervised<Machines['room']>;
  channel: Supervised<Machines['channel']>;
  thing: Supervised<Machines['thing']>;
  checkIn: Supervised<Machines['checkIn']> | undefined;
}

/** How a room is, for whoever looks after it; `others` is what fails besides its actors, the gravest first. */
export function statusOf(
  actors: SeenActors,
  { state, view, others }: { state: RoomState; view: RoomView | undefined; others: (Failure | undefined)[] },
): RoomStatus {
  const { value, context } = actors.channel.getSnapshot();
  return {
    state,
    view,
    notifiedAt: context.notifiedAt,
    failure: [...failuresOf(actors), ...others].find((failure) => failure !== undefined),
    channel: { state: nameOf(value), expiry: context.stored && Date.parse(context.stored.record.expiration) },
    thingState: nameOf(actors.thing.getSnapshot().value),
    zoneIsUnknown: isOfUnknownZone(actors.room.getSnapshot().context),
  };
}

/** A mistake of ours that killed an actor first, then the calendar. */
function failuresOf({ room, channel, thing, checkIn }: SeenActors): (Failure | undefined)[] {
  const all = [room, channel, thing, ...(checkIn ? [checkIn] : [])];
  const deaths = all.flatMap(({ failure }) => (failure === undefined ? [] : asFailure(failure)));
  return [...deaths, ...all.map((actor) => actor.getSnapshot().context.failure)];
}

/** What was never read, and what died of a mistake of ours and was not made anew yet. */
export function unreadyOf({ room, thing }: SeenActors): Unready[] {
  const [ofRoom, ofThing] = [room.getSnapshot().context, thing.getSnapshot().context];
  const missing = (what: Unready['missing'], isThere: boolean, death: unknown, why: Failure | undefined) =>
    isThere && death === undefined ? [] : [{ missing: what, failure: death ? asFailure(death) : why }];
  return [
    ...missing('agenda', ofRoom.agenda !== undefined, room.deathNow, ofRoom.failure),
    ...missing('thing', ofThing.thing !== undefined, thing.deathNow, ofThing.failure),
  ];
}

/** The state by its own name, whatever is inside it. */
function nameOf(value: string | object): string {
  return typeof value === 'string' ? value : (Object.keys(value)[0] ?? '');
}
