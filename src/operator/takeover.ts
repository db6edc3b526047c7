import type { Config } from '../configuration/config.ts';
import { parseRecord } from '../io/storage/channel-record.ts';
import { type GuardedTexts, keepText, keptName, recordName } from '../io/storage/channel-store.ts';
import { parsePredecessor } from '../io/storage/predecessor-record.ts';
import type { CalendarPort } from '../ports/calendar.ts';
import type { Step } from './steps.ts';

type Room = Config['rooms'][number];
type Stop = CalendarPort['stopChannel'];

/** What takes the place of the Python service, in each place where its records may lie. Nothing is done yet. */
export async function takeoverSteps(
  rooms: readonly Room[],
  records: readonly GuardedTexts[],
  stop: Stop,
): Promise<Step[]> {
  const steps = rooms.flatMap((room) => records.map((texts) => takeover(room, texts, stop)));
  return (await Promise.all(steps)).flat();
}

async function takeover(
  { room_name, gcal_calendar_id }: Room,
  texts: GuardedTexts,
  stop: Stop,
): Promise<Step[]> {
  const name = recordName(room_name);
  const found = await texts.read(name);
  const predecessor = found && parsePredecessor(found.text);
  if (!found || !predecessor) return [];
  const kept = `its record ${texts.place}/${name} as ${keptName(room_name)}`;
  return [
    {
      subject: room_name,
      would: `stop the Python service's channel ${predecessor.id} of ${gcal_calendar_id}, and keep ${kept}`,
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
export async function undoSteps(
  rooms: readonly Room[],
  records: readonly GuardedTexts[],
  stop: Stop,
): Promise<Step[]> {
  const steps = rooms.flatMap(({ room_name }) => records.map((texts) => undo(room_name, texts, stop)));
  return (await Promise.all(steps)).flat();
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
