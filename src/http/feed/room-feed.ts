import { createHash } from 'node:crypto';
import type { Service } from '../app-context.ts';

/** What there is to tell of a room. */
export type Telling = (roomName: string, service: Service) => object;

/** A state of a room as a server-sent event; `id` is one of its contents. */
export interface RoomStateEvent {
  id: string;
  event: string;
}

/** A room for all who follow it: what each of them costs is a wake and a write. */
export interface RoomFeed {
  /** How the room is now, written once in a turn of the event loop for all who ask in it. */
  latest(): RoomStateEvent;
  /**
   * Calls `changed` when something of the room may be another, once a turn of the event loop, until what it gives back is
   * called.
   */
  follow(changed: () => void): () => void;
}

/** Finds the news of a room of a service, as `tell` has them; they listen to the building only while somebody follows. */
export function roomFeeds(tell: Telling): (service: Service, roomName: string) => RoomFeed {
  const rooms = new WeakMap<Service, Map<string, RoomFeed>>();
  return (service, roomName) => {
    const ofService = rooms.get(service) ?? new Map<string, RoomFeed>();
    rooms.set(service, ofService);
    const news = ofService.get(roomName) ?? roomFeed(service, roomName, tell);
    ofService.set(roomName, news);
    return news;
  };
}

function roomFeed(service: Service, roomName: string, tell: Telling): RoomFeed {
  const followers = new Set<() => void>();
  let unsubscribe: (() => void) | undefined;
  let isDue = false;
  let told: RoomStateEvent | undefined;

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
      told ??= written(JSON.stringify(tell(roomName, service)));
      return told;
    },

    follow(wake) {
      followers.add(wake);
      unsubscribe ??= service.building.subscribe(roomName, changed);
      return () => {
        followers.delete(wake);
        if (followers.size > 0) return;
        unsubscribe?.();
        unsubscribe = undefined;
      };
    },
  };
}

function written(data: string): RoomStateEvent {
  const id = createHash('sha256').update(data).digest('base64url').slice(0, 16);
  return { id, event: `id: ${id}\ndata: ${data}\n\n` };
}
