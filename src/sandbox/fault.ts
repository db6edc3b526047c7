import type { Vendor } from './calls.ts';
import { Refusal } from './refusal.ts';

/** A way in which one vendor misbehaves; times in ms, `rate` the share of its calls that are hit. */
export interface Fault {
  vendor: Vendor;
  /** A number is what the vendor answers (for `push`: what `events.watch` does); the rest happens on the wire. */
  status?: number | 'drop' | 'hang' | 'duplicate' | 'reorder' | 'expire' | 'lose';
  /** Only calls whose path (for `push`: whose calendar's id) begins with this. */
  match?: string;
  for_ms?: number;
  rate?: number;
  delay_ms?: number;
}

const VENDORS: unknown[] = ['calendar', 'iot', 'storage', 'push', 'token'] satisfies Vendor[];
const WIRE_FAULTS: unknown[] = [
  'drop',
  'hang',
  'duplicate',
  'reorder',
  'expire',
  'lose',
] satisfies Fault['status'][];
const OF_NOTIFICATIONS: unknown[] = ['duplicate', 'reorder', 'expire'] satisfies Fault['status'][];
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

const isBetween = (least: number, most: number) => (value: unknown) =>
  typeof value === 'number' && value >= least && value <= most;
const isStatus = isBetween(400, 599);
const isTime = isBetween(0, MAX_TIMEOUT_MS);

const FIELDS: Record<keyof Fault, [fits: (value: unknown) => boolean, wanted: string]> = {
  vendor: [(value) => VENDORS.includes(value), `one of ${VENDORS.join(', ')}`],
  status: [
    (value) => WIRE_FAULTS.includes(value) || (Number.isInteger(value) && isStatus(value)),
    `a status from 400 to 599, or one of ${WIRE_FAULTS.join(', ')}`,
  ],
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
  if (OF_NOTIFICATIONS.includes(status) && vendor !== 'push') {
    throw malformed(`${where}/status`, `something else: only push has ${status}`);
  }
  if (status === 'lose' && vendor !== 'iot')
    throw malformed(`${where}/status`, 'something else: only iot has lose');
  return fault as Fault;
}

const malformed = (where: string, wanted: string) =>
  new Refusal(400, 'malformedFault', `${where} must be ${wanted}`);
