import type { BaseLogger } from 'pino';
import type { Fact } from '../machines/facts.ts';
import type { Failure } from '../ports/failure.ts';
import { doorText } from './door-text.ts';
import { outcomeOf } from './outcome.ts';
import { clockIsWrong, NEWER_RULES, rulesAreWrong, zoneIsUnknown } from './wrong-times.ts';

type Told<Type extends Fact['type']> = Extract<Fact, { type: Type }> & { room_name: string };
type Lines = { [Type in Fact['type']]: (fact: Told<Type>) => void };

const NO_PUSH =
  'without gcal_watch_function_url Google does not push, and calendars are swept every poll_seconds';

/**
 * Tells the log what came of each room: a line for each change at a door, and for each failure a line when it begins,
 * when it turns into another one, and when it is over; not one for each try. Whoever's meeting it is stands there only for who
 * debugs, for a log is kept longer than a door; with `titles` in every line.
 */
export function factLog(logger: BaseLogger, { titles = false } = {}): (fact: Fact) => void {
  const doors = new Map<string, string>();
  const failures = new Map<string, string>();

  function begins(room_name: string, what: string, failure: Failure, next = ''): void {
    const key = named(room_name, what);
    if (failures.get(key) === failure.message) return;
    failures.set(key, failure.message);
    const { vendor, status, reason } = failure;
    // Without a vendor it is a mistake of our own: its stack is wanted.
    const details = vendor ? { vendor, status, reason } : { err: failure };
    const again = failure.operator ? '; it is tried again, but somebody may have to mend it' : next;
    logger.warn({ ...(room_name && { room_name }), ...details }, `${key} failed: ${failure.message}${again}`);
  }

  function isOver(room_name: string, what: string): void {
    const key = named(room_name, what);
    if (failures.delete(key)) logger.info({ ...(room_name && { room_name }) }, `${key} works again`);
  }

  const fails =
    (what: string) =>
    ({ room_name, failure }: { room_name: string; failure: Failure }) =>
      begins(room_name, what, failure);
  const works =
    (what: string) =>
    ({ room_name, type }: { room_name: string; type: string }) => {
      isOver(room_name, what);
      logger.debug({ room_name }, `${room_name}: ${type}`);
    };

  const lines = {
    reconciled({ room_name, because, properties, stale }) {
      if (!stale) isOver(room_name, 'refresh');
      const door = properties && doorText(properties, { titles: true });
      if (!door || doors.get(room_name) === door) return;
      doors.set(room_name, door);
      const line = (text: string) => `${room_name.padEnd(12)} ${text}  (${because})`;
      const details = { room_name, because };
      if (!titles) logger.info(details, line(doorText(properties, { titles })));
      logger[titles ? 'info' : 'debug']({ ...details, set: properties }, line(door));
    },
    'refresh.failed': fails('refresh'),
    'zone.wrong'({ room_name, zone, errorMs }) {
      if (errorMs === 0)
        logger.info({ room_name, zone }, `${room_name}: Node's time zone rules are right again`);
      else
        logger.warn(
          { room_name, zone, error_ms: errorMs },
          `${room_name}: ${rulesAreWrong(zone, errorMs)}; ${NEWER_RULES}`,
        );
    },
    'zone.unknown': ({ room_name, zone }) =>
      logger.warn(
        { room_name, zone },
        `${room_name}: ${zoneIsUnknown(zone)}; the room goes by its own time_zone; ${NEWER_RULES}`,
      ),
    'zone.known': ({ room_name, zone }) =>
      logger.info({ room_name, zone }, `${room_name}: its calendar is kept in ${zone} now, which Node knows`),
    'change.found': () => undefined,
    recalled: () => undefined,
    'listing.news': () => undefined,
    'listing.saved': works('copy of the agenda'),
    'listing.unsaved': fails('copy of the agenda'),
    swept: ({ room_name }) => isOver(room_name, 'sweep'),
    'sweep.failed': fails('sweep'),
    relayed: works('relay'),
    'relay.listed': () => undefined,
    'relay.failed': fails('relay'),
    'channel.opened': works('channel'),
    'channel.failed': fails('channel'),
    'predecessor.stopped': ({ room_name, id }) =>
      logger.info(
        { room_name },
        `${room_name}: the channel ${id} of the Python service is stopped, and roomcal's record is in its place; ` +
          `the old one is kept as python/${room_name}.json`,
      ),
    'channel.orphaned': ({ room_name }) =>
      logger.info({ room_name }, `${room_name}: an old channel still notified; it is stopped`),
    'push.missed'({ room_name, inARow }) {
      const again = inARow > 1 ? ', again; the channel is replaced' : '';
      logger.warn({ room_name }, `${room_name}: a change came without a notification${again}`);
    },
    'thing.settled': () => undefined,
    'thing.mended': works('Thing'),
    'thing.failed': fails('Thing'),
    pressed: ({ room_name, text, says, answer }) =>
      logger.info(
        { room_name, press: text, outcome: outcomeOf(answer) },
        `${room_name}: pressed ${JSON.stringify(text)}: ${says}`,
      ),
    'press.answered': works('answering a press'),
    'press.failed': fails('answering a press'),
    published(fact) {
      const { room_name, variable, value } = fact;
      isOver(room_name, `variable ${variable}`);
      logger.debug(fact, `${room_name}: ${variable} = ${JSON.stringify(value)}`);
    },
    'publish.failed': ({ room_name, variable, failure }) =>
      begins(room_name, `variable ${variable}`, failure),
    answered({ room_name, who, answer }) {
      if (who === undefined || answer.type === 'failed') return;
      const outcome = outcomeOf(answer);
      logger.info({ room_name, who, outcome }, `${room_name}: ${outcome}, as asked by ${who}`);
    },
    checked_in: ({ room_name, id }) => {
      isOver(room_name, 'release');
      logger.info({ room_name }, `${room_name}: somebody has checked in to ${id}`);
    },
    'no_show.released'({ room_name, id, release }) {
      isOver(room_name, 'release');
      logger.info({ room_name, release }, `${room_name}: nobody has come to ${id}; it is ${release}`);
    },
    'release.failed': fails('release'),
    compensated: works('taking back an unconfirmed booking'),
    'compensation.failed': fails('taking back an unconfirmed booking'),
    'room.left'({ room_name }) {
      doors.delete(room_name);
      for (const key of failures.keys()) if (key.startsWith(`${room_name}: `)) failures.delete(key);
      logger.info({ room_name }, `${room_name}: is gone, and nothing is left of it`);
    },
    'leaving.failed': fails('stopping the channel'),
    'actor.died': ({ room_name, actor, error }) =>
      logger.error(
        { ...(room_name && { room_name }), err: error },
        `${named(room_name, actor)} died of a mistake of roomcal; it is made anew`,
      ),
    'actor.restarted': ({ room_name, actor }) =>
      logger.info({ ...(room_name && { room_name }) }, `${named(room_name, actor)} was made anew`),
    'opening.failed': ({ room_name, failure }) =>
      begins(room_name, 'opening the service', failure, '; trying again'),
    opened({ room_name, rooms, part, address }) {
      isOver(room_name, 'opening the service');
      const which = part ? `shard ${part.shard} of ${part.shards}: ${rooms} of ${part.ofRooms}` : rooms;
      logger.info(`${which} rooms; ${address ? `Google pushes to ${address}` : NO_PUSH}`);
    },
    'configuration.taken'({ generation, changed, needsRestart }) {
      const parts = Object.entries(changed).flatMap(([what, names]) =>
        names.length > 0 ? [`${what}: ${names.join(', ')}`] : [],
      );
      const says = parts.length > 0 ? parts.join('; ') : 'no room is another';
      logger.info({ generation, ...changed }, `the configuration has changed; ${says}`);
      if (needsRestart.length > 0)
        logger.warn(
          { needs_restart: needsRestart },
          `the configuration has changed in what holds once roomcal is started anew: ${needsRestart.join(', ')}`,
        );
    },
    'configuration.refused'({ mistakes }) {
      for (const mistake of mistakes) logger.error(`${mistake}; what was there before holds`);
    },
    'configuration.unread': fails('looking at the configuration'),
    'configuration.read': ({ room_name }) => isOver(room_name, 'looking at the configuration'),
    'clock.skewed'({ skewMs }) {
      if (skewMs === 0) logger.info("this machine's clock is right again");
      else
        logger.warn(
          { skew_ms: skewMs },
          `${clockIsWrong(skewMs)}; roomcal goes by Google's; let NTP keep it`,
        );
    },
    'topic.failed': fails('listening to the topic'),
    'topic.connected'({ room_name }) {
      isOver(room_name, 'listening to the topic');
      logger.debug('Pub/Sub: connected');
    },
    'message.unreadable': ({ messageId, why }) =>
      logger.warn({ messageId }, `a message that can't be read: ${why}`),
    'message.misaddressed': ({ addressee }) => logger.warn(`a message for an unknown room: ${addressee}`),
  } satisfies Lines;

  return <Type extends Fact['type']>(fact: Told<Type>) => (lines as Lines)[fact.type as Type](fact);
}

/** What a line begins with: a room's name, where it is of one. */
function named(room_name: string, what: string): string {
  return room_name ? `${room_name}: ${what}` : what;
}
