import type { Config } from '../configuration/config.ts';
import { readEnvironment } from '../configuration/environment.ts';
import { accountOf, readConfiguration } from '../configuration/open.ts';
import type { SharingAdmin } from '../ports/administration.ts';
import type { VendorFailure } from '../ports/failure.ts';
import { exitCodeOf } from '../telemetry/exit-code.ts';
import { type AskingTerminal, plain, type Terminal } from '../telemetry/terminal.ts';
import { ConfigError } from '../validation/config-error.ts';
import { openSharing } from './clouds.ts';
import { agreed, carryOut, type Step, tell } from './steps.ts';
import { type Trouble, troubleOf } from './trouble.ts';

const ROLE = 'writer';
const ENOUGH = new Set([ROLE, 'owner']);

export interface ShareOptions {
  yes: boolean;
  /** With whom, where neither the configuration nor its key file tells: on Cloud Run the service's own account. */
  account?: string | undefined;
}

/**
 * `roomcal share`: lets the account that roomcal runs as write to each room's calendar, as whoever is logged in with Google's
 * default credentials. Shows it first, and asks on a terminal unless `yes`; what it may not do is told as steps for a person.
 * Resolves to the exit code: 1 where a calendar is not shared still. `open` opens the calendars for who is logged in.
 */
export async function share(
  { yes, account: named }: ShareOptions,
  env: Record<string, string | undefined>,
  asking: AskingTerminal,
  open: (config: Config) => Promise<SharingAdmin> = openSharing,
): Promise<number> {
  const terminal = plain(asking);
  return exitCodeOf(terminal, async () => {
    const environment = readEnvironment(env);
    if (environment.config === 'sandbox')
      throw new ConfigError('share: set ROOMCAL_CONFIG; a running sandbox prints what to set');
    const { config, credentials } = await readConfiguration(environment);
    if (!named && !credentials)
      throw new ConfigError(
        'share: with whom, is not known without calendar_credentials.json; name the account with --account',
      );
    const account = named ?? accountOf(config, credentials);
    try {
      const sharing = await open(config);
      const code = await shareAll(config, account, { sharing, yes, terminal });
      if (code !== 0) byHand(config, account, terminal);
      return code;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      tell(terminal, 'Google Calendar', troubleOf(error));
      byHand(config, account, terminal);
      return 1;
    }
  });
}

async function shareAll(
  { rooms }: Config,
  account: string,
  { sharing, yes, terminal }: { sharing: SharingAdmin; yes: boolean; terminal: AskingTerminal },
): Promise<number> {
  const steps: Step[] = [];
  let code = 0;
  for (const { room_name, gcal_calendar_id: id } of rooms) {
    try {
      const role = await sharing.roleOf(id, account);
      if (ENOUGH.has(role ?? '')) terminal.out(`${room_name}: ${account} is ${role} already`);
      else steps.push(sharingWith(account, { room_name, id, role }, sharing));
    } catch (error) {
      tell(terminal, room_name, sharingTrouble(error));
      code = 1;
    }
  }
  if (steps.length === 0) return code;
  for (const { subject, would } of steps) terminal.out(`${subject}: ${would}`);
  if (!yes && !(await agreed(terminal))) return 1;
  return Math.max(code, await carryOut(steps, terminal));
}

function sharingWith(
  account: string,
  { room_name, id, role }: { room_name: string; id: string; role: string | undefined },
  sharing: SharingAdmin,
): Step {
  const from = role && role !== 'none' ? `, who is ${role}` : '';
  return {
    subject: room_name,
    would: `make ${account} ${ROLE} of ${id}${from}`,
    done: `${account} is ${ROLE}`,
    async act(failed) {
      try {
        const given = await sharing.give(id, account, ROLE);
        if (!ENOUGH.has(given))
          failed({ says: `Google made it ${given} only`, mend: 'allow external sharing first, see below' });
      } catch (error) {
        failed(sharingTrouble(error));
      }
    },
  };
}

/** Google does not tell a calendar that is not there from one that is not ours. */
function sharingTrouble(error: unknown): Trouble {
  const { status, reason } = Object(error) as Partial<VendorFailure>;
  const says = troubleOf(error).says;
  if (status === 404 || reason === 'requiredAccessLevel' || reason === 'forbidden')
    return { says, mend: 'log in as somebody who manages this calendar, or share it by hand, see below' };
  return troubleOf(error);
}

function byHand({ rooms }: Config, account: string, { out }: Terminal): void {
  const width = Math.max(...rooms.map(({ room_name }) => room_name.length));
  const lines = [
    '',
    'By hand:',
    '1. Admin console, Apps > Google Workspace > Calendar > Sharing settings, External sharing options for secondary',
    '   calendars: "Share all information, and outsiders can change calendars". It may take a day.',
    '2. Google Calendar, as somebody who manages the calendars: Settings and sharing of each, Shared with, Add people:',
    `   ${account}, "Make changes to events".`,
    ...rooms.map(({ room_name, gcal_calendar_id: id }) => `   ${room_name.padEnd(width)}  ${id}`),
    'Where sharing with outsiders is not wanted, let the account act for a user instead: gcal_subject in',
    'deploy/share-calendars.md.',
  ];
  for (const line of lines) out(line);
}
