import type { auth } from '@googleapis/calendar';
import type { Clock } from '../../ports/clock.ts';
import { systemClock } from '../clock.ts';
import { lastPartOf, type Measures, measure, UNMEASURED } from '../measures.ts';
import { vendorDeadline } from '../vendor-deadline.ts';
import type { GoogleTime } from './google-time.ts';
import { readToken } from './response-schemas.ts';

/** Of a token and of a call, each. */
export const TIMEOUT_MS = 10_000;

export type Transport = NonNullable<
  NonNullable<ConstructorParameters<typeof auth.JWT>[0]>['transporterOptions']
>;
type Adapter = NonNullable<Transport['adapter']>;

/** `clock` times what does not answer; `time` is told of every answer. */
export interface ExchangeOptions {
  clock?: Clock | undefined;
  measures?: Measures | undefined;
  time?: GoogleTime | undefined;
}

/**
 * Sits where the library sends: tokens and whatever else it asks for by itself come by, too. Each exchange is measured,
 * ends in time, body and all, and tells what time it is.
 */
export function exchanger({ clock = systemClock, measures = UNMEASURED, time }: ExchangeOptions): Adapter {
  return async (request, send) => {
    const name = nameOf(request);
    const sentAt = time?.machine.now() ?? 0;
    const exchange = () =>
      vendorDeadline(clock, TIMEOUT_MS, 'calendar', (late) => {
        const signal = request.signal ? AbortSignal.any([request.signal, late]) : late;
        return send({ ...request, signal });
      });
    const answer = await measure(measures, name, exchange, statusOf);
    time?.answered(answer.headers.get('date'), sentAt, time.machine.now());
    if (name === 'token' && answer.ok) readToken(answer.data);
    return answer;
  };
}

function statusOf(outcome: unknown): number | undefined {
  return (outcome as { status?: number }).status;
}

const BY_METHOD: Record<string, string> = { GET: 'get', PATCH: 'patch', PUT: 'update', DELETE: 'delete' };

/** The name of a call as Google's reference has it: `list`, `freeBusy`, `watch`; `token` for the token's. */
function nameOf({ url, method = 'GET' }: { url: URL; method?: string }): string {
  const last = lastPartOf(url);
  if (last === 'events') return method === 'GET' ? 'list' : 'insert';
  return ['freeBusy', 'watch', 'stop', 'token'].includes(last) ? last : (BY_METHOD[method] ?? 'other');
}
