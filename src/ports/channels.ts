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
  read(roomName: string): Promise<StoredChannel | undefined>;
  /** Writes over `generation`, or a new record where it is undefined; another writer's comes as status 412. */
  write(record: ChannelRecord, generation: string | undefined): Promise<StoredChannel>;
  /** Removes the record; one that is gone already is no failure. */
  remove(stored: StoredChannel): Promise<void>;
}

export interface StoredChannel {
  record: ChannelRecord;
  generation: string;
}
