import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Clock } from '../ports/clock.ts';
import type { Vendor } from './calls.ts';
import { type Fault, readFaults } from './fault.ts';
import { Refusal } from './refusal.ts';
import { Timers } from './timers.ts';

/** A fault in force; `ended` resolves when it no longer is. */
export interface ActiveFault extends Fault {
  readonly ended: Promise<void>;
}

/** Of a push fault: whether it refuses channels. The others befall notifications. */
export const refuses = ({ status }: Fault): boolean => typeof status === 'number';

/** The faults in force. */
export class Faults {
  readonly #timers: Timers;
  readonly #active = new Map<Fault, ActiveFault & { end: () => void }>();
  #random = seededRandom();

  constructor(clock: Clock) {
    this.#timers = new Timers(clock);
  }

  get inForce(): Fault[] {
    return [...this.#active.keys()];
  }

  /** Ends all faults and begins these. What the same faults hit is the same each time. */
  replace(faults: Fault[]): void {
    for (const fault of this.#active.keys()) this.#end(fault);
    this.#timers.clear();
    this.#random = seededRandom();
    for (const fault of faults) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#active.set(fault, { ...fault, ended: promise, end: resolve });
      if (fault.for_ms !== undefined) this.#timers.after(fault.for_ms, () => this.#end(fault));
    }
  }

  /** The fault that hits this call, if any: the first that fits. `subject` is what `match` is held against. */
  strike(vendor: Vendor, subject: string, fits = (_fault: Fault) => true): ActiveFault | undefined {
    return this.#active
      .values()
      .filter((fault) => fault.vendor === vendor && subject.startsWith(fault.match ?? '') && fits(fault))
      .find(({ rate = 1 }) => rate === 1 || this.#random() < rate);
  }

  close(): void {
    this.#timers.clear();
  }

  #end(fault: Fault): void {
    this.#active.get(fault)?.end();
    this.#active.delete(fault);
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What is wrong with this call. */
    fault: ActiveFault | undefined;
  }
}

/** Lets the faults loose on every route that names its vendor, and serves `/sandbox/faults`. */
export function misbehave(app: FastifyInstance, faults: Faults, clock: Clock): void {
  const timers = new Timers(clock);
  app.addHook('onClose', async () => timers.clear());
  app.decorateRequest('fault', undefined);

  // Not onRequest: a vendor's rate limit stands there, before the machinery that fails.
  app.addHook('preParsing', async (request, reply) => {
    const { vendor, call } = request.routeOptions.config;
    if (!vendor) return;
    const { calendarId = '' } = request.params as { calendarId?: string };
    let fault = faults.strike(
      vendor,
      request.url,
      ({ status }) => status !== 'lose' && status !== 'duplicate',
    );
    if (call === 'calendar.watch') fault ??= faults.strike('push', calendarId, refuses);
    request.fault = fault;
    // What is to be done late must be read before its connection breaks.
    if (!fault || fault.status === 'late') return;
    if (fault.delay_ms) await stillThere(reply, timers.sleep(fault.delay_ms));
    if (fault.status === 'hang') await stillThere(reply, fault.ended);
    if (fault.status === 'drop') request.raw.socket.destroy();
    if (request.raw.socket.destroyed) reply.hijack();
    else if (typeof fault.status === 'number') throw refusalOf(fault.vendor, fault.status);
    else answerInstead(reply, fault);
  });

  app.addHook('preHandler', async ({ fault, raw }) => {
    if (fault?.status !== 'late') return;
    raw.socket.destroy();
    await timers.sleep(fault.delay_ms ?? 0);
  });

  app.addHook('onSend', async ({ fault, raw }, _reply, answer) => {
    if (fault?.status === 'unanswered' || fault?.status === 'late') raw.socket.destroy();
    return answer;
  });

  app.get('/sandbox/faults', async () => faults.inForce);
  app.post('/sandbox/faults', async ({ body }, reply) => {
    faults.replace(readFaults(body));
    return reply.code(204).send();
  });
}

/** Answers with what the vendor never says, before the call has had any effect. */
function answerInstead(reply: FastifyReply, { status, body }: Fault): void {
  if (status !== 'garble' && status !== 'nonsense') return;
  reply.hijack();
  const [type, text] =
    status === 'garble'
      ? ['text/html; charset=utf-8', '<html><body>Please sign in to the network.</body></html>']
      : ['application/json; charset=utf-8', JSON.stringify(body)];
  reply.raw.writeHead(200, { 'content-type': type }).end(text);
}

/** Waits, but not for a client that has left. */
const stillThere = (reply: FastifyReply, wait: Promise<void>) =>
  Promise.race([wait, new Promise((resolve) => reply.raw.once('close', resolve))]);

/** A 403 of Cloud Storage is about access, always: too many requests are 429 there (status codes of its JSON API). */
const refusalOf = (vendor: Vendor, status: number) => {
  if (vendor === 'storage' && status === 403)
    return new Refusal(
      403,
      'forbidden',
      'The account does not have access to the Google Cloud Storage bucket.',
    );
  if (vendor !== 'push' || status !== 400) return new Refusal(status);
  const message = 'Push notifications are not supported by this resource.';
  return new Refusal(400, 'pushNotSupportedForRequestedResource', message, { domain: 'calendar' });
};

/** A linear congruential generator (Numerical Recipes), always from the same seed: faults are repeatable. */
function seededRandom(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
