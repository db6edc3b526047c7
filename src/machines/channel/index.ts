import type { ChannelContext } from './types.ts';

/** A channel whose notifications are accepted. Google tells `resourceId` only once it is registered. */
export interface AcceptedChannel {
  roomName: string;
  token: string;
  resourceId: string | undefined;
}

/** The accepted channels of all rooms by id: those that live, those being registered, those being replaced. */
export class ChannelIndex {
  readonly #channels = new Map<string, AcceptedChannel>();
  readonly #idsOf = new Map<string, string[]>();

  get(id: string): AcceptedChannel | undefined {
    return this.#channels.get(id);
  }

  /** The room is gone, or another in its place. */
  forget(roomName: string): void {
    for (const id of this.#idsOf.get(roomName) ?? []) this.#channels.delete(id);
    this.#idsOf.delete(roomName);
  }

  /** Takes what a room's channel actor holds now in place of what it held before. */
  update({ roomName, pending, stored, replaced }: ChannelContext): void {
    for (const id of this.#idsOf.get(roomName) ?? []) this.#channels.delete(id);
    const records = [stored?.record, replaced].filter((record) => record !== undefined);
    for (const { id, token, resource_id } of records) {
      this.#channels.set(id, { roomName, token, resourceId: resource_id });
    }
    if (pending) {
      this.#channels.set(pending.id, { roomName, token: pending.token, resourceId: undefined });
    }
    this.#idsOf.set(
      roomName,
      [...records, ...(pending ? [pending] : [])].map(({ id }) => id),
    );
  }
}
