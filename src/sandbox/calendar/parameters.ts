import type { Call } from '../calls.ts';
import { invalid } from '../refusal.ts';

type Kind = 'text' | 'texts' | 'flag' | 'count' | readonly string[];
type Parameters = Record<string, Kind>;

/** Of every call: Google's system parameters. */
const SYSTEM: Parameters = {
  $alt: 'text',
  access_token: 'text',
  alt: 'text',
  callback: 'text',
  fields: 'text',
  key: 'text',
  oauth_token: 'text',
  prettyPrint: 'flag',
  quotaUser: 'text',
  userIp: 'text',
};

const LIST: Parameters = {
  alwaysIncludeEmail: 'flag',
  eventTypes: 'texts',
  iCalUID: 'text',
  maxAttendees: 'count',
  maxResults: 'count',
  orderBy: ['startTime', 'updated'],
  pageToken: 'text',
  privateExtendedProperty: 'texts',
  q: 'text',
  sharedExtendedProperty: 'texts',
  showDeleted: 'flag',
  showHiddenInvitations: 'flag',
  singleEvents: 'flag',
  syncToken: 'text',
  timeMax: 'text',
  timeMin: 'text',
  timeZone: 'text',
  updatedMin: 'text',
};

const TELLING: Parameters = { sendNotifications: 'flag', sendUpdates: ['all', 'externalOnly', 'none'] };

const WRITING: Parameters = {
  ...TELLING,
  conferenceDataVersion: 'count',
  eventLabelVersion: 'count',
  maxAttendees: 'count',
  supportsAttachments: 'flag',
};

const OF_CALL: Partial<Record<Call, Parameters>> = {
  'calendar.list': LIST,
  'calendar.watch': LIST,
  'calendar.get': { alwaysIncludeEmail: 'flag', maxAttendees: 'count', timeZone: 'text' },
  'calendar.insert': WRITING,
  'calendar.update': { ...WRITING, alwaysIncludeEmail: 'flag' },
  'calendar.patch': { ...WRITING, alwaysIncludeEmail: 'flag' },
  'calendar.delete': TELLING,
  'calendar.aclList': { maxResults: 'count', pageToken: 'text', showDeleted: 'flag', syncToken: 'text' },
  'calendar.aclInsert': { sendNotifications: 'flag' },
};

/** Throws 400 where a call's query has what the call does not know, or what is not of its type. */
export function checkParameters(call: Call, query: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(query)) {
    const kind = OF_CALL[call]?.[name] ?? SYSTEM[name];
    if (kind === undefined) {
      throw invalid(
        `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. Field '${name}' could not ` +
          'be found in request message.',
        name,
      );
    }
    if (!fits(kind, value)) throw invalid(`Invalid value '${value}' for ${name}`, name);
  }
}

function fits(kind: Kind, value: unknown): boolean {
  if (kind === 'texts') return true;
  if (typeof value !== 'string') return false;
  if (kind === 'text') return true;
  if (kind === 'flag') return value === 'true' || value === 'false';
  if (kind === 'count') return /^[1-9]\d*$/.test(value);
  return kind.includes(value);
}
