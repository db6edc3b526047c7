import type { FastifyContextConfig, FastifyInstance } from 'fastify';

export type Vendor = 'calendar' | 'iot' | 'storage' | 'push' | 'token';

const NAMES = [
  'calendar.calendar',
  'calendar.list',
  'calendar.get',
  'calendar.insert',
  'calendar.update',
  'calendar.patch',
  'calendar.delete',
  'calendar.freeBusy',
  'calendar.watch',
  'calendar.stop',
  'calendar.aclList',
  'calendar.aclInsert',
  'push.sent',
  'push.dropped',
  'push.expired',
  'iot.things',
  'iot.properties',
  'iot.publish',
  'iot.webhook',
  'iot.token',
  'iot.429',
  'storage.read',
  'storage.write',
  'storage.delete',
  'storage.bucket',
  'token',
] as const;

export type Call = (typeof NAMES)[number];

/** How often each call came in since start. */
export class Calls {
  readonly counts = Object.fromEntries(NAMES.map((name) => [name, 0])) as Record<Call, number>;

  count(call: Call): void {
    this.counts[call]++;
  }
}

declare module 'fastify' {
  /** Whose call a route is, and which: what counting and faults go by. */
  interface FastifyContextConfig {
    vendor?: Vendor;
    call?: Call;
  }
}

/** The options by which a vendor's routes name their calls. */
export const callsOf =
  (vendor: Vendor) =>
  (call: Call): { config: FastifyContextConfig } => ({ config: { vendor, call } });

/** Counts every request of a named route as it arrives, and answers `GET /sandbox/calls`. */
export function countCalls(app: FastifyInstance, calls: Calls): void {
  app.addHook('onRequest', async (request) => {
    const { call } = request.routeOptions.config;
    if (call) calls.count(call);
  });
  app.get('/sandbox/calls', async () => calls.counts);
}
