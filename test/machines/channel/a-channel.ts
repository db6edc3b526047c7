import { NOW, time } from '../tables.ts';

export const record = {
  room_name: 'blue',
  calendar_id: 'blue',
  id: 'one',
  token: 'token',
  address: 'https://roomcal.example.org/webhook',
  resource_id: 'r',
  registered: '2026-11-23T00:00:00Z',
  expiration: '2026-11-30T00:00:00Z',
};
export const stored = { record, generation: '1' };

/** What a channel's machine knows that has no channel yet. */
export const context = {
  roomName: 'blue',
  calendarId: 'blue',
  address: record.address,
  keys: { mint: () => ({ id: 'two', token: 'token' }), isOurs: () => true },
  ...time,
  pending: undefined,
  stored: undefined,
  replaced: undefined,
  renewAt: NOW + 3_600_000,
  attempt: 0,
  failure: undefined,
};
