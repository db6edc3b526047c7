import got, { type Got, type Hooks, HTTPError, type OptionsInit, type RequestError } from 'got';
import type { ThingsAdmin } from './admin-ports.ts';
import { readDefinitions, readGoaError, readMade, readThings } from './iot-shapes.ts';
import { accountToken } from './iot-token.ts';
import { lastPartOf, type Measures, UNMEASURED } from './measures.ts';
import type { Clock, Thing, ThingsPort } from './ports.ts';
import { requestBudget } from './request-budget.ts';
import { messageOf, retryAfter, VendorError } from './vendor-error.ts';

const ARDUINO = 'https://api2.arduino.cc';
const TIMEOUT_MS = 10_000;
/** A reading comes after what is seen from afar: whole rooms wait for it. */
const READ_RANK = 2.5;

export interface IotOptions {
  clientId: string;
  clientSecret: string;
  organizationId: string | undefined;
  /** An origin that stands in for Arduino's. */
  endpoint: string | undefined;
  requestsPerSecond: number;
  clock: Clock;
  measures?: Measures | undefined;
}

/**
 * Arduino IoT Cloud v2. One token and one budget for all Things; what is seen from afar leaves the line first, and what
 * is published is chosen as late as its turn comes.
 */
export function iotCloud(options: IotOptions): ThingsPort & ThingsAdmin {
  const { clientId, clientSecret, organizationId, requestsPerSecond, clock, measures = UNMEASURED } = options;
  const budget = requestBudget(requestsPerSecond, 1_000, clock);
  measures.queue('iot', () => budget.waiting);
  const client = got.extend({
    prefixUrl: options.endpoint ?? ARDUINO,
    retry: { limit: 0 },
    timeout: { request: TIMEOUT_MS },
    headers: organizationId ? { 'X-Organization': organizationId } : {},
    hooks: measuring(measures),
  });
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    audience: `${ARDUINO}/iot`,
    ...(organizationId && { organization_id: organizationId }),
  };
  const token = accountToken(() => client.post('iot/v1/clients/token', { form }).json(), clock);

  let reading: Promise<Thing[]> | undefined;

  /** Makes what `request` gives when its turn comes, and once again with a new token where this one is refused. */
  async function call<T>(
    request: () => ((authorized: OptionsInit) => Promise<T>) | undefined,
    priority: number,
    signal?: AbortSignal,
  ): Promise<T | undefined> {
    let used = '';
    const turn = () => {
      const made = request();
      if (!made) return undefined;
      return token.get().then((text) => {
        used = text;
        return made({ headers: { Authorization: `Bearer ${text}` } });
      });
    };
    try {
      // Fetched before the turn comes: a call that waits inside its turn would crowd the next second.
      await token.get();
      return await budget.spend(turn, priority, signal).catch((error) => {
        if (statusOf(error) === 429) budget.halve();
        if (statusOf(error) !== 401) throw error;
        token.drop(used);
        return budget.spend(turn, priority, signal);
      });
    } catch (error) {
      throw failureOf(error);
    }
  }

  async function readAll(): Promise<Thing[]> {
    const url = 'iot/v2/things';
    const searchParams = { show_properties: true };
    const read = async (authorized: OptionsInit) =>
      readThings(await client.get(url, { ...authorized, searchParams }).json());
    const things = await call(() => read, READ_RANK);
    return things!.map(({ id, name, properties = [] }) => ({
      id,
      name,
      properties: new Map(
        properties.map((property) => [
          property.variable_name ?? property.name,
          { id: property.id, value: property.last_value },
        ]),
      ),
    }));
  }

  return {
    async read() {
      reading ??= readAll().finally(() => {
        reading = undefined;
      });
      return reading;
    },

    async publish({ thingId, rank, choose, signal }) {
      const properties = `iot/v2/things/${encodeURIComponent(thingId)}/properties`;
      const chosen = () => {
        const one = choose();
        if (!one) return undefined;
        const url = `${properties}/${encodeURIComponent(one.propertyId)}/publish`;
        return (authorized: OptionsInit) =>
          client.put(url, { ...authorized, json: { value: one.value } }).text();
      };
      await call(chosen, rank, signal);
    },

    ...adminOf(client, async (request) => (await call(() => request, READ_RANK))!),
  };
}

/** Calls are told by the last part of their paths: `token`, `things`, `publish`. */
function measuring({ called }: Measures): Partial<Hooks> {
  const tell = (url: URL | string, status: number | undefined, timings: RequestError['timings']) =>
    called(lastPartOf(url), status, timings?.phases.total ?? 0);
  return {
    afterResponse: [
      (response) => {
        tell(response.requestUrl, response.statusCode, response.timings);
        return response;
      },
    ],
    beforeError: [
      (error) => {
        const { options, response, timings } = error as RequestError;
        if (!response && options.url) tell(options.url, undefined, timings);
        return error;
      },
    ],
  };
}

function statusOf(error: unknown): number | undefined {
  return error instanceof HTTPError ? error.response.statusCode : undefined;
}

/** What only an operator can mend: everything that is said of the request, but for too many of them. */
function isOperators(status: number | undefined): boolean {
  return status !== undefined && status < 500 && status !== 429 && status !== 408;
}

function failureOf(cause: unknown): VendorError {
  const status = statusOf(cause);
  const { code, detail } = goaError(cause);
  const message = status
    ? [[status, code].filter(Boolean).join(' '), detail].filter(Boolean).join(': ')
    : messageOf(cause);
  return new VendorError('iot', `Arduino IoT Cloud: ${message}`, {
    status,
    reason: code,
    operator: isOperators(status),
    retryAfterMs:
      cause instanceof HTTPError
        ? retryAfter(cause.response.headers['retry-after'], cause.response.headers.date)
        : undefined,
  });
}

/** Arduino's errors are goa's, `{id, code, status, detail, meta}`, but 429, which is a line of text. */
function goaError(cause: unknown): { code?: string; detail?: string } {
  if (!(cause instanceof HTTPError)) return {};
  const { body, headers } = cause.response;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  if (headers['content-type']?.startsWith('text/plain'))
    return { detail: text.split('\n', 1)[0]!.slice(0, 200) };
  try {
    return readGoaError(JSON.parse(text));
  } catch {
    return {};
  }
}

/** What an operator asks for; `ask` makes a request when its turn in the budget comes. */
function adminOf(
  client: Got,
  ask: <T>(request: (authorized: OptionsInit) => Promise<T>) => Promise<T>,
): ThingsAdmin {
  const url = 'iot/v2/things';
  return {
    async things() {
      const searchParams = { show_properties: true };
      const things = await ask(async (authorized) =>
        readDefinitions(await client.get(url, { ...authorized, searchParams }).json()),
      );
      return things.map(({ id, name, properties = [] }) => ({
        id,
        name,
        properties: properties.map(({ variable_name, last_value, ...property }) => ({
          ...property,
          variable_name: variable_name ?? property.name,
          last_value,
        })),
      }));
    },

    async createThing(name) {
      const made = await ask(async (authorized) =>
        readMade(await client.put(url, { ...authorized, json: { name } }).json()),
      );
      return made.id;
    },

    async createProperty(thingId, definition) {
      const properties = `${url}/${encodeURIComponent(thingId)}/properties`;
      await ask((authorized) => client.put(properties, { ...authorized, json: definition }).text());
    },
  };
}
