import { createHash } from 'node:crypto';
import type { Building } from '../../machines/building.ts';
import { type AppContext, type Service, serviceOf } from '../app-context.ts';

/** What there is to tell of some rooms. */
export type Telling = (roomNames: readonly string[], service: Service) => object;

/** How rooms are, as a server-sent event; `id` is one of its contents. */
export interface StateEvent {
  id: string;
  event: string;
}

/** Rooms, for all who follow them: what each follower costs is a wake and a write. */
export interface Feed {
  /** How they are now, written once in a turn of the event loop for all who ask in it. */
  latest(): StateEvent;
  /**
   * Calls `changed` when something of them may be another, once a turn of the event loop, until what it gives back is
   * called.
   */
  follow(changed: () => void): () => void;
}

/** Another source of news than the building: calls `changed` until what it gives back is called. */
export type Source = (changed: () => void) => () => void;

/** Finds the news of rooms, as `tell` has them; they listen to the building, and to `source`, only while somebody follows. */
export function feeds(
  tell: Telling,
  source?: Source,
): (context: AppContext, roomNames: readonly string[]) => Feed {
  const made = new WeakMap<Building, Map<string, Feed>>();
  return (context, roomNames) => {
    const { building } = serviceOf(context);
    const ofBuilding = made.get(building) ?? new Map<string, Feed>();
    made.set(building, ofBuilding);
    const key = JSON.stringify(roomNames);
    const known = ofBuilding.get(key);
    if (known) return known;
    // As many as are followed: configurations come and go.
    const feed = feedOf(context, roomNames, { tell, source, unfollowed: () => ofBuilding.delete(key) });
    ofBuilding.set(key, feed);
    return feed;
  };
}

function feedOf(
  context: AppContext,
  roomNames: readonly string[],
  { tell, source, unfollowed }: { tell: Telling; source: Source | undefined; unfollowed: () => void },
): Feed {
  const first = serviceOf(context);
  const { building } = first;
  const followers = new Set<() => void>();
  let unsubscribe: (() => void)[] = [];
  let isDue = false;
  let told: StateEvent | undefined;

  /** One change of a room is many steps of its actors: whoever follows is told once they are done. */
  function changed(): void {
    told = undefined;
    if (isDue) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      for (const wake of followers) wake();
    });
  }

  return {
    latest() {
      // Not kept until the next change: not all of a room tells that it is another.
      if (!told) setImmediate(() => (told = undefined));
      told ??= written(JSON.stringify(tell(roomNames, context.service ?? first)));
      return told;
    },

    follow(wake) {
      if (followers.size === 0)
        unsubscribe = roomNames.map((roomName) => building.subscribe(roomName, changed));
      if (followers.size === 0 && source) unsubscribe.push(source(changed));
      followers.add(wake);
      return () => {
        if (!followers.delete(wake) || followers.size > 0) return;
        for (const leave of unsubscribe) leave();
        unsubscribe = [];
        unfollowed();
      };
    },
  };
}

function written(data: string): StateEvent {
  const id = createHash('sha256').update(data).digest('base64url').slice(0, 16);
  return { id, event: `id: ${id}\ndata: ${data}\n\n` };
}
