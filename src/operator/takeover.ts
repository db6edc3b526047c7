import type { Config } from '../configuration/config.ts';
import { parseRecord } from '../io/storage/channel-record.ts';
import { type GuardedTexts, keepText, keptName, recordName } from '../io/storage/channel-store.ts';
import { parsePredecessor } from '../io/storage/predecessor-record.ts';
import type { CalendarPort } from '../ports/calendar.ts';
import type { Records } from './python-estate.ts';
import { roomsOf } from './record-rooms.ts';
import type { Step } from './steps.ts';

/** How many records are read at once: a read that is in line behind thousands would be given up. */
const AT_ONCE = 32;

type Rooms = Config['rooms'];
type Stop = CalendarPort['stopChannel'];

/** What is to be done; `partly` are the places that hold more than is looked through for rooms that are gone. */
export interface Found {
  steps: Step[];
  partly: string[];
}

/**
 * What takes the place of the Python service, in each place where its records may lie: for the rooms of the configuration,
 * and for those that are gone from it, which would be notified of until their channels expire. Nothing is done yet.
 */
export async function takeoverSteps(rooms: Rooms, records: readonly Records[], stop: Stop): Promise<Found> {
  const calendars = new Map(rooms.map(({ room_name, gcal_calendar_id }) => [room_name, gcal_calendar_id]));
  const whose = (name: string) => calendars.get(name) ?? 'a room that is gone from the configuration';
  return stepsOf(rooms, records, { kept: false }, (name, texts) => takeover(name, whose(name), texts, stop));
}

async function stepsOf(
  rooms: Rooms,
  records: readonly Records[],
  options: { kept: boolean },
  stepsFor: (roomName: string, texts: GuardedTexts) => Promise<Step[]>,
): Promise<Found> {
  const known = rooms.map(({ room_name }) => room_name);
  const places = await Promise.all(records.map((place) => roomsOf(place, known, options)));
  const looks = places.flatMap(({ texts, gone }) =>
    [...known, ...gone].map((roomName) => () => stepsFor(roomName, texts)),
  );
  const steps: Step[][] = [];
  for (let from = 0; from < looks.length; from += AT_ONCE)
    steps.push(...(await Promise.all(looks.slice(from, from + AT_ONCE).map((look) => look()))));
  const partly = places.filter(({ isWhole }) => !isWhole).map(({ texts }) => texts.place);
  return { steps: steps.flat(), partly };
}

async function takeover(room_name: string, whose: string, texts: GuardedTexts, stop: Stop): Promise<Step[]> {
  const name = recordName(room_name);
  const found = await texts.read(name);
  const predecessor = found && parsePredecessor(found.text);
  if (!found || !predecessor) return [];
  const kept = `its record ${texts.place}/${name} as ${keptName(room_name)}`;
  return [
    {
      subject: room_name,
      would: `stop the Python service's channel ${predecessor.id} of ${whose}, and keep ${kept}`,
      done: `channel ${predecessor.id} is stopped; kept ${kept}`,
      async act() {
        // In this order: what fails half way is found again.
        await keepText(texts, room_name, found.text);
        await stop(predecessor);
        await texts.remove(name, found.generation);
      },
    },
  ];
}

/** What puts back what `takeoverSteps`, or the service that found such a record, has changed. Nothing is done yet. */
export async function undoSteps(rooms: Rooms, records: readonly Records[], stop: Stop): Promise<Found> {
  return stepsOf(rooms, records, { kept: true }, (name, texts) => undo(name, texts, stop));
}

async function undo(roomName: string, texts: GuardedTexts, stop: Stop): Promise<Step[]> {
  const [name, kept] = [recordName(roomName), await texts.read(keptName(roomName))];
  if (!kept) return [];
  const found = await texts.read(name);
  const forget = () => texts.remove(keptName(roomName), kept.generation);
  if (found && parsePredecessor(found.text)) {
    return [
      {
        subject: roomName,
        would: `leave ${texts.place}/${name}: the Python service has registered anew; forget ${keptName(roomName)}`,
        done: `${keptName(roomName)} is forgotten`,
        act: forget,
      },
    ];
  }
  const own = found && parseRecord(found.text);
  return [
    {
      subject: roomName,
      would: `${own ? `stop roomcal's channel ${own.id}, and ` : ''}put ${keptName(roomName)} back as ${texts.place}/${name}`,
      done: `${texts.place}/${name} is as it was`,
      async act() {
        if (own) await stop(own);
        await texts.write(name, kept.text, found?.generation);
        await forget();
      },
    },
  ];
}
