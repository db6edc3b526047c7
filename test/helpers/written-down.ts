import type { Listing } from '../../src/agenda/agenda.ts';
import { messageJson, parseKept } from '../../src/io/pubsub/room-message.ts';
import { parseRecord } from '../../src/io/storage/channel-record.ts';
import type { StoredChannel } from '../../src/ports/channels.ts';
import type { Buckets } from '../../src/sandbox/storage/objects.ts';
import { BUCKET } from '../../src/stand-ins/objects.ts';

type SavedListing = Listing & { calendarId: string };

const SUFFIX = '.json';
const AGENDAS = 'agendas/';

/** What rooms have written down, as a test sees it and puts it there without a call. */
export class WrittenDown {
  readonly #buckets: Buckets;

  constructor(buckets: Buckets) {
    this.#buckets = buckets;
  }

  /** Channel records, by room. */
  readonly records = {
    keys: (): string[] =>
      this.#buckets
        .objects(BUCKET)
        .flatMap(({ name }) => (name.includes('/') ? [] : [name.slice(0, -SUFFIX.length)])),
    has: (roomName: string): boolean => this.records.get(roomName) !== undefined,
    get: (roomName: string): StoredChannel | undefined => {
      const { text, generation } = this.#read(`${roomName}${SUFFIX}`) ?? {};
      const record = text && parseRecord(text);
      return record && generation ? { record, generation } : undefined;
    },
    set: (roomName: string, { record }: Pick<StoredChannel, 'record'>): void => {
      this.#buckets.put(BUCKET, `${roomName}${SUFFIX}`, JSON.stringify(record));
    },
  };

  /** The last listings, by room, each of the calendar that it is of. */
  readonly listings = {
    get: (roomName: string): SavedListing | undefined => {
      const { text } = this.#read(`${AGENDAS}${roomName}${SUFFIX}`) ?? {};
      if (text === undefined) return undefined;
      const { calendar_id: calendarId } = JSON.parse(text) as { calendar_id: string };
      const listing = parseKept(text, calendarId, Number.POSITIVE_INFINITY);
      return listing && { ...listing, calendarId };
    },
    set: (room_name: string, { calendarId, ...listing }: SavedListing): void => {
      const text = JSON.stringify({ ...messageJson({ room_name, listing }), calendar_id: calendarId });
      this.#buckets.put(BUCKET, `${AGENDAS}${room_name}${SUFFIX}`, text);
    },
  };

  #read(name: string): { text: string; generation: string } | undefined {
    if (!this.#buckets.objects(BUCKET, name).some((object) => object.name === name)) return undefined;
    const { data, resource } = this.#buckets.object(BUCKET, name);
    return { text: data.toString(), generation: resource.generation };
  }
}
