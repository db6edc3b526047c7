import { Type } from '@sinclair/typebox';
import type { Predecessor } from '../../ports/channels.ts';
import { reader } from '../../validation/schema.ts';

const id = Type.String({ minLength: 1 });

const readRecord = reader(Type.Object({ response: Type.Object({ id, resourceId: id }) }));

/**
 * The channel that a record of the Python service tells of: `{"response": …}`, with what events.watch answered, as
 * `store_watch_resourceid` of arduino-iotcloud-gcal-sync writes it. Undefined where it is no such record.
 */
export function parsePredecessor(text: string): Predecessor | undefined {
  try {
    const { response } = readRecord(JSON.parse(text));
    return { id: response.id, resource_id: response.resourceId, text };
  } catch {
    return undefined;
  }
}
