import type { Call } from '../calls.ts';

const scopes = (...names: string[]) => names.map((name) => `https://www.googleapis.com/auth/${name}`);

const READS_EVENTS = scopes('calendar', 'calendar.readonly', 'calendar.events', 'calendar.events.readonly');
const WRITES_EVENTS = scopes('calendar', 'calendar.events');
const READS_OBJECTS = scopes(
  'devstorage.read_only',
  'devstorage.read_write',
  'devstorage.full_control',
  'cloud-platform',
);
const WRITES_OBJECTS = scopes('devstorage.read_write', 'devstorage.full_control', 'cloud-platform');

/** The scopes that open each call of Google's, as its reference lists them: any one of them does. */
const OPENS: Partial<Record<Call, string[]>> = {
  'calendar.calendar': scopes('calendar', 'calendar.readonly'),
  'calendar.list': READS_EVENTS,
  'calendar.get': READS_EVENTS,
  'calendar.watch': READS_EVENTS,
  'calendar.stop': READS_EVENTS,
  'calendar.insert': WRITES_EVENTS,
  'calendar.update': WRITES_EVENTS,
  'calendar.patch': WRITES_EVENTS,
  'calendar.delete': WRITES_EVENTS,
  'calendar.aclList': scopes('calendar', 'calendar.readonly', 'calendar.acls', 'calendar.acls.readonly'),
  'calendar.aclInsert': scopes('calendar', 'calendar.acls'),
  'calendar.freeBusy': scopes('calendar', 'calendar.readonly', 'calendar.freebusy'),
  'storage.read': READS_OBJECTS,
  'storage.write': WRITES_OBJECTS,
  'storage.delete': WRITES_OBJECTS,
  'storage.bucket': READS_OBJECTS,
};

const KNOWN = new Set([...Object.values(OPENS).flat(), ...scopes('pubsub', 'cloud-platform.read-only')]);

export const isKnownScope = (scope: string): boolean => KNOWN.has(scope);

/** The scopes of which a token for this call needs one. */
export const scopesFor = (call: Call): readonly string[] => OPENS[call] ?? [];
