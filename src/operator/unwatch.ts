import { readEnvironment } from '../configuration/environment.ts';
import { openGoogleCalendar, readConfiguration, storesAt } from '../configuration/open.ts';
import { systemClock } from '../io/clock.ts';
import { googleTime } from '../io/google-calendar/google-time.ts';
import { messageOf } from '../io/vendor-error.ts';
import { exitCodeOf } from '../telemetry/exit-code.ts';
import { plain, type Terminal } from '../telemetry/terminal.ts';
import { ConfigError } from '../validation/config-error.ts';

/**
 * `roomcal unwatch`: stops the push channels of `roomNames`, or of all rooms, and forgets them. Resolves to the exit
 * code, 1 where one could not be stopped. A service that still runs sweeps those rooms, and registers new channels when
 * it is due to.
 */
export async function unwatch(
  roomNames: readonly string[],
  env: Record<string, string | undefined>,
  terminal: Terminal,
): Promise<number> {
  const { out, err } = plain(terminal);
  return exitCodeOf(terminal, async () => {
    const environment = readEnvironment(env);
    if (environment.config === 'sandbox') {
      throw new ConfigError('unwatch: set ROOMCAL_CONFIG; a running sandbox prints what to set');
    }
    const { config, credentials } = await readConfiguration(environment);
    const known = config.rooms.map(({ room_name }) => room_name);
    const { channels } = await storesAt(environment.watchIds, environment, systemClock);
    const calendar = openGoogleCalendar(config, credentials, googleTime(systemClock));
    let code = 0;
    const wanted = roomNames.map((name) => name.normalize('NFC'));
    for (const roomName of wanted.length > 0 ? wanted : known) {
      try {
        const stored = await channels.read(roomName);
        if (stored && 'predecessor' in stored) {
          out(`${roomName}: has a channel of the Python service, which roomcal migrate stops`);
          continue;
        }
        // One that is gone from the configuration may have left its channel.
        if (!stored && !known.includes(roomName))
          throw new ConfigError(`there is no such room, and no channel of it; there are ${known.join(', ')}`);
        if (stored) {
          // In this order: a record of a channel that is stopped would pass for a live one.
          await channels.remove(stored);
          await calendar.stopChannel(stored.record);
        }
        out(`${roomName}: ${stored ? `channel ${stored.record.id} is stopped` : 'has no channel'}`);
      } catch (error) {
        err(`${roomName}: ${messageOf(error)}`);
        code = 1;
      }
    }
    return code;
  });
}
