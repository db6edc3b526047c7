import type { Instant } from '../agenda/agenda.ts';
import type { Clouds } from './clouds.ts';
import { CLIENT_ID, CLIENT_SECRET, calendarOf, DOOR_KEY } from './seed-data.ts';

/** What the terminal says once everything runs: what runs where, what to try, and how another process joins. */
export function welcome(clouds: Clouds, serviceUrl: string, now: Instant): string {
  const minute = Math.floor(now / 60_000) * 60_000;
  const [start, end] = [minute, minute + 3_600_000].map((instant) => ({
    dateTime: new Date(instant).toISOString().replace('.000', ''),
  }));
  const event = JSON.stringify({ summary: 'Fire brigade', start, end });
  const booking = JSON.stringify({ room_name: 'yellow_room' });
  const json = `-H 'content-type: application/json'`;
  const join = Object.entries(clouds.environment).map(([name, value]) => `${name}=${value}`);
  return `
roomcal runs on its sandbox, six rooms in three time zones

  roomcal                   ${serviceUrl}
  Calendar, IoT, Storage    ${clouds.httpUrl}
  Pub/Sub                   ${clouds.pubsubHost}
  states and doors, live    ${serviceUrl}/visualizer
  the blue room's door      ${serviceUrl}/doors/blue_room#key=${DOOR_KEY}
  the lobby                 ${serviceUrl}/lobby#key=${DOOR_KEY}

Try, in another terminal:

  # what does the door of the blue room say?
  curl -s -u ${CLIENT_ID}:${CLIENT_SECRET} '${serviceUrl}/meetings?room_name=blue_room'

  # someone books the blue room in Google Calendar: its door turns busy below
  curl -s ${clouds.httpUrl}/calendar/v3/calendars/${calendarOf('blue_room')}/events \\
    ${json} -d '${event}'

  # someone presses the button at the door of the yellow room
  curl -s -u ${CLIENT_ID}:${CLIENT_SECRET} ${serviceUrl}/meetings \\
    ${json} -d '${booking}'

Another process joins with
  ${join.join(' ')} \\
  PORT=0 npx roomcal start

Each change at a door, as it happens:
`;
}
