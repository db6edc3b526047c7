/** A channel's record, as a process has stored it. */
export const record = {
  room_name: 'blue_room',
  calendar_id: 'blue@example.org',
  id: 'one',
  token: 'secret',
  address: 'https://roomcal.example.org/webhook',
  resource_id: 'resource',
  registered: '2026-11-22T10:00:00.000Z',
  expiration: '2026-11-29T10:00:00.000Z',
};
