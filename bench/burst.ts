/**
 * A building whose doors all change at once, on the wire: `node bench/burst.ts [rooms]`. The service runs on the sandbox,
 * whose Arduino cloud answers 429 above ten requests a second. Each room has a meeting that begins at the same instant;
 * prints how long after it the doors showed it, by what the cloud noted, and the requests. Takes four minutes.
 */
import { pino } from 'pino';
import { DOOR_VARIABLES } from '../src/agenda/properties.ts';
import { start } from '../src/bootstrap.ts';
import { systemClock } from '../src/io/clock.ts';
import { startClouds } from '../src/sandbox/clouds.ts';
import { CLIENT_ID, CLIENT_SECRET, seedClouds } from '../src/sandbox/seed-data.ts';

const rooms = Number(process.argv[2] ?? 100);
const names = Array.from({ length: rooms }, (_, index) => `room_${index + 1}`);
const clouds = await startClouds({ clock: systemClock, httpPort: 0, pubsubPort: 0 });
await seedClouds(clouds, 'http://127.0.0.1:1', systemClock.now());
/** By then everything is written that a start has to write; Google knows no fractions of a second. */
const begins = Math.ceil(systemClock.now() / 1_000 + rooms * 0.9 + 15) * 1_000;
for (const name of names) {
  const [from, to] = [begins, begins + 3_600_000].map((at) => ({ dateTime: new Date(at).toISOString() }));
  clouds.calendar.addCalendar({ id: name, summary: name, timeZone: 'Europe/Rome' });
  clouds.calendar.insert(name, { summary: `Meeting of ${name}`, start: from!, end: to! });
  const type = (variable: string) => (variable === 'busynow' ? 'INT' : 'CHARSTRING');
  clouds.iot.addThing({
    name,
    variables: DOOR_VARIABLES.map((variable) => ({ name: variable, type: type(variable) })),
  });
}
const config = {
  iot_client_id: CLIENT_ID,
  iot_client_secret: CLIENT_SECRET,
  gcal_api_endpoint: clouds.httpUrl,
  iot_api_endpoint: clouds.httpUrl,
  rooms: names.map((name) => ({ room_name: name, gcal_calendar_id: name })),
};
clouds.storage.put('roomcal-config', 'config.json', JSON.stringify(config));
const env = { ...clouds.environment, PORT: '0', HOST: '127.0.0.1' };
const roomcal = await start(env, { logger: pino({ level: 'silent' }) });
await roomcal.opened;

await until(begins - 500);
const before = await calls();
await until(begins + rooms * 905 + 5_000);
const after = await calls();
const written = clouds.iot
  .things()
  .filter(({ name }) => names.includes(name))
  .flatMap(({ properties }) => properties)
  .map(({ name, value_updated_at }) => ({ name, after: Date.parse(value_updated_at ?? '') - begins }))
  .filter(({ after }) => after >= 0);
const last = (some: typeof written) =>
  `${(Math.max(...some.map(({ after }) => after)) / 1_000).toFixed(2)} s`;
const busy = written.filter(({ name }) => name === 'busynow');
print(`${rooms} rooms, ten requests a second, all change at once`);
print(
  `busynow of ${busy.length} rooms: first after ${Math.min(...busy.map(({ after }) => after))} ms, last after ${last(busy)}`,
);
print(`all ${written.length} properties: last after ${last(written)}`);
print(
  `publishes ${after['iot.publish']! - before['iot.publish']!}, turned away ${after['iot.429']! - before['iot.429']!}`,
);
await roomcal.close();
await clouds.close();
process.exit();

async function calls(): Promise<Record<string, number>> {
  return (await fetch(`${clouds.httpUrl}/sandbox/calls`)).json() as Promise<Record<string, number>>;
}

function until(instant: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, instant - systemClock.now()));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
