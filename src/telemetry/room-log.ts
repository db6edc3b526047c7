import type { BaseLogger } from 'pino';
import type { Properties } from '../agenda/properties.ts';
import type { Fact } from '../machines/building-types.ts';
import type { VendorFailure } from '../ports/failure.ts';

/** What works again when one of these is heard. */
const MENDED = {
  relayed: 'relay',
  'channel.opened': 'channel',
  swept: 'sweep',
  'listing.saved': 'copy of the agenda',
  'thing.mended': 'Thing',
  compensated: 'taking back an unconfirmed booking',
} as const;

/** What does not when one of these is. */
const BROKEN = {
  'refresh.failed': 'refresh',
  'relay.failed': 'relay',
  'channel.failed': 'channel',
  'sweep.failed': 'sweep',
  'listing.unsaved': 'copy of the agenda',
  'thing.failed': 'Thing',
  'compensation.failed': 'taking back an unconfirmed booking',
} as const;

/**
 * Tells the log what came of each room: a line for each change at a door, and for each failure a line when it begins,
 * when it turns into another one, and when it is over; not one for each try.
 */
export function roomLog(logger: BaseLogger): (fact: Fact) => void {
  const doors = new Map<string, string>();
  const failures = new Map<string, string>();

  function failed(room_name: string, what: string, failure: VendorFailure): void {
    const key = `${room_name}: ${what}`;
    if (failures.get(key) === failure.message) return;
    failures.set(key, failure.message);
    const { vendor, status, reason } = failure;
    // Without a vendor it is a mistake of our own: its stack is wanted.
    const details = vendor ? { vendor, status, reason } : { err: failure };
    const again = failure.operator ? '; it is tried again, but somebody may have to mend it' : '';
    logger.warn({ room_name, ...details }, `${key} failed: ${failure.message}${again}`);
  }

  function succeeded(room_name: string, what: string): void {
    const key = `${room_name}: ${what}`;
    if (failures.delete(key)) logger.info({ room_name }, `${key} works again`);
  }

  function reconciled({ room_name, because, properties, stale }: Fact & { type: 'reconciled' }): void {
    if (!stale) succeeded(room_name, 'refresh');
    const door = properties && doorText(properties);
    if (!door || doors.get(room_name) === door) return;
    doors.set(room_name, door);
    logger.info({ room_name, because, set: properties }, `${room_name.padEnd(12)} ${door}  (${because})`);
  }

  return (fact) => {
    const { room_name, type } = fact;
    switch (type) {
      case 'reconciled':
        reconciled(fact);
        break;
      case 'refresh.failed':
      case 'relay.failed':
      case 'channel.failed':
      case 'sweep.failed':
      case 'listing.unsaved':
      case 'thing.failed':
      case 'compensation.failed':
        failed(room_name, BROKEN[type], fact.failure);
        break;
      case 'swept':
        succeeded(room_name, MENDED[type]);
        break;
      case 'channel.orphaned':
        logger.info({ room_name }, `${room_name}: an old channel still notified; it is stopped`);
        break;
      case 'push.missed':
        logger.warn(
          { room_name },
          `${room_name}: a change came without a notification${fact.inARow > 1 ? ', again; the channel is replaced' : ''}`,
        );
        break;
      case 'listing.saved':
      case 'relayed':
      case 'channel.opened':
      case 'thing.mended':
      case 'compensated':
        succeeded(room_name, MENDED[type]);
        logger.debug({ room_name }, `${room_name}: ${type}`);
        break;
      case 'published':
        logger.debug(fact, `${room_name}: ${fact.variable} = ${JSON.stringify(fact.value)}`);
        break;
      case 'publish.failed':
        failed(room_name, `variable ${fact.variable}`, fact.failure);
        break;
      case 'actor.died':
        logger.error(
          { room_name, err: fact.error },
          `${room_name}: ${fact.actor} died of a mistake of roomcal; it is made anew`,
        );
        break;
      case 'actor.restarted':
        logger.info({ room_name }, `${room_name}: ${fact.actor} was made anew`);
        break;
    }
  };
}

/** The door in one line: `busy  Stand-up 10:00-10:30, next Review 11:00-12:00`. */
function doorText({ busynow, curevmtg, curevtm, nextevmtg, nextevtm }: Properties): string {
  const now = [curevmtg, curevtm].filter(Boolean).join(' ');
  const next = nextevmtg ? `, next ${nextevmtg} ${nextevtm}` : '';
  return `${busynow === 1 ? 'busy' : 'free'}  ${now}${next}`;
}
