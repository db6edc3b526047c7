/** What a push channel is known by: `id` and `token` are ours, both unguessable. */
export interface ChannelKeys {
  id: string;
  token: string;
}

/** All that is needed to recognise, renew and stop a push channel; kept as `<room_name>.json`. */
export interface ChannelRecord extends ChannelKeys {
  room_name: string;
  calendar_id: string;
  address: string;
  resource_id: string;
  /** ISO instants. */
  registered: string;
  expiration: string;
}

/** Makes keys for push channels, and knows those again that it has made. */
export interface ChannelKeyFactory {
  mint(): ChannelKeys;
  isOurs(keys: ChannelKeys): boolean;
}

/** Channel records, with the generation that guards each against a second writer. Vendor: `storage`. */
export interface ChannelStore {
  /** What lies at a room's name: roomcal's own record, or that of the Python service. */
  read(roomName: string): Promise<StoredChannel | StoredPredecessor | undefined>;
  /** Writes over `generation`, or a new record where it is undefined; another writer's comes as status 412. */
  write(record: ChannelRecord, generation: string | undefined): Promise<StoredChannel>;
  /** Removes the record; one that is gone already is no failure. */
  remove(stored: StoredChannel): Promise<void>;
  /** Keeps the Python service's record beside, before another is written over it. */
  keep(roomName: string, predecessor: Predecessor): Promise<void>;
}

export interface StoredChannel {
  record: ChannelRecord;
  generation: string;
}

/** A channel of the Python service, whose place roomcal takes: Google's ids of it, and its record as it lies there. */
export interface Predecessor {
  id: string;
  resource_id: string;
  text: string;
}

export interface StoredPredecessor {
  predecessor: Predecessor;
  generation: string;
}
