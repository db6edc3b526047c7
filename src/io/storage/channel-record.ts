import { Type } from '@sinclair/typebox';
import type { ChannelRecord } from '../../ports/channels.ts';
import { reader } from '../../validation/schema.ts';

const readRecord = reader(
  Type.Object({
    room_name: Type.String(),
    calendar_id: Type.String(),
    id: Type.String(),
    token: Type.String(),
    address: Type.String(),
    resource_id: Type.String(),
    registered: Type.String(),
    expiration: Type.String(),
  }),
);

/** The channel that a record's text tells of; undefined where it can't be read, so that a new one takes its place. */
export function parseRecord(text: string): ChannelRecord | undefined {
  try {
    return readRecord(JSON.parse(text));
  } catch {
    return undefined;
  }
}
