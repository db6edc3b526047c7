import { randomUUID } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import type { Calls } from '../calls.ts';
import type { Faults } from '../faults.ts';
import { Timers } from '../timers.ts';
import type { Property, Thing } from './thing-resource.ts';

const ANSWER_TIMEOUT_MS = 10_000;

/**
 * The webhooks of Things: each write of a property is told to the Thing's `webhook_uri` while it is active, whoever wrote it, and
 * told once: what fails is lost. Neither the body nor retries are documented; the body is what boards' owners report.
 */
export class ThingWebhooks {
  readonly #timers: Timers;
  readonly #faults: Faults;
  readonly #calls: Calls;
  readonly #closing = new AbortController();

  constructor(clock: Clock, faults: Faults, calls: Calls) {
    this.#timers = new Timers(clock);
    this.#faults = faults;
    this.#calls = calls;
  }

  /** A property was written. */
  fire({ id: thing_id, name, webhook_active, webhook_uri }: Thing, property: Property): void {
    if (!webhook_active || !webhook_uri) return;
    const fault = this.#faults.strike('iot', `webhook ${name}`, ({ status }) =>
      [undefined, 'drop', 'duplicate'].includes(status as undefined),
    );
    if (fault?.status === 'drop') return;
    const { name: variable, last_value: value, persist, value_updated_at: updated_at } = property;
    const values = [{ id: property.id, name: variable, value, persist, updated_at }];
    const body = JSON.stringify({ event_id: randomUUID(), webhook_id: thing_id, thing_id, values });
    const times = fault?.status === 'duplicate' ? 2 : 1;
    for (let time = 0; time < times; time++) {
      if (fault?.delay_ms) this.#timers.after(fault.delay_ms, () => void this.#post(webhook_uri, body));
      else void this.#post(webhook_uri, body);
    }
  }

  /** Breaks off what is under way, and calls nobody any more. */
  close(): void {
    this.#timers.clear();
    this.#closing.abort();
  }

  async #post(uri: string, body: string): Promise<void> {
    this.#calls.count('iot.webhook');
    const overdue = new AbortController();
    const answered = this.#timers.after(ANSWER_TIMEOUT_MS, () => overdue.abort());
    try {
      const response = await fetch(uri, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([this.#closing.signal, overdue.signal]),
      });
      // A body left unread would keep its connection from being used again.
      await response.arrayBuffer();
    } catch {
      // Nobody is there: what was to be told is lost.
    } finally {
      answered();
    }
  }
}
