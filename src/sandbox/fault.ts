import type { Vendor } from './calls.ts';
import { Refusal } from './refusal.ts';

const VENDORS = ['calendar', 'iot', 'storage', 'push', 'token'] as const satisfies Vendor[];

/** What befalls calls: `drop` and `hang` befall notifications as well. */
const OF_CALLS = ['drop', 'hang', 'unanswered', 'late', 'garble', 'nonsense', 'lose'] as const;
const OF_NOTIFICATIONS = ['duplicate', 'reorder', 'expire'] as const;
const WIRE_FAULTS = [...OF_CALLS, ...OF_NOTIFICATIONS];

/** A way in which one vendor misbehaves; times in ms, `rate` the share of its calls that are hit. */
export interface Fault {
  vendor: Vendor;
  /** A number is what the vendor answers (for `push`: what `events.watch` does); the rest happens on the wire. */
  status?: number | (typeof WIRE_FAULTS)[number];
  /** Of `nonsense`: the answer. */
  body?: unknown;
  /** Only calls whose path (for `push`: whose calendar's id; a Thing's webhook is `webhook` and its name) begins with this. */
  match?: string;
  for_ms?: number;
  rate?: number;
  delay_ms?: number;
}

const MAX_TIMEOUT_MS = 2 ** 31 - 1;

const isBetween = (least: number, most: number) => (value: unknown) =>
  typeof value === 'number' && value >= least && value <= most;
const isOneOf = (values: readonly unknown[]) => (value: unknown) => values.includes(value);
const isStatus = isBetween(400, 599);
const isTime = isBetween(0, MAX_TIMEOUT_MS);

const FIELDS: Record<keyof Fault, [fits: (value: unknown) => boolean, wanted: string]> = {
  vendor: [isOneOf(VENDORS), `one of ${VENDORS.join(', ')}`],
  status: [
    (value) => isOneOf(WIRE_FAULTS)(value) || (Number.isInteger(value) && isStatus(value)),
    `a status from 400 to 599, or one of ${WIRE_FAULTS.join(', ')}`,
  ],
  body: [() => true, 'JSON'],
  match: [(value) => typeof value === 'string', 'a string'],
  for_ms: [isTime, `a number of ms up to ${MAX_TIMEOUT_MS}`],
  rate: [isBetween(0, 1), 'a number from 0 to 1'],
  delay_ms: [isTime, `a number of ms up to ${MAX_TIMEOUT_MS}`],
};

/** The faults in a request's body. Throws 400 with what is wrong and where. */
export function readFaults(body: unknown): Fault[] {
  if (!Array.isArray(body)) throw malformed('the body', 'an array of faults');
  return body.map(readFault);
}

function readFault(fault: unknown, index: number): Fault {
  const where = `/${index}`;
  if (typeof fault !== 'object' || fault === null) throw malformed(where, 'a fault');
  for (const [key, value] of Object.entries(fault)) {
    const [fits, wanted] = FIELDS[key as keyof Fault] ?? [];
    if (!fits) throw malformed(`${where}/${key}`, `one of ${Object.keys(FIELDS).join(', ')}`);
    if (!fits(value)) throw malformed(`${where}/${key}`, wanted!);
  }
  const { vendor, status, delay_ms } = fault as Partial<Fault>;
  if (vendor === undefined) throw malformed(`${where}/vendor`, FIELDS.vendor[1]);
  if (status === undefined && delay_ms === undefined) throw malformed(where, 'given a status or a delay_ms');
  if (!suits(vendor, status)) {
    throw malformed(`${where}/status`, `something else: ${vendor} has no ${status}`);
  }
  if ((status === 'nonsense') !== 'body' in fault) {
    throw malformed(`${where}/body`, 'given with nonsense, and with nothing else');
  }
  return fault as Fault;
}

function suits(vendor: Vendor, status: Fault['status']): boolean {
  // Of Arduino: the webhook of a Thing.
  if (status === 'duplicate') return vendor === 'push' || vendor === 'iot';
  if (isOneOf(OF_NOTIFICATIONS)(status)) return vendor === 'push';
  if (status === 'lose') return vendor === 'iot';
  return vendor !== 'push' || !isOneOf(OF_CALLS)(status) || status === 'drop' || status === 'hang';
}

const malformed = (where: string, wanted: string) =>
  new Refusal(400, 'malformedFault', `${where} must be ${wanted}`);
