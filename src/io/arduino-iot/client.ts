import got, { type OptionsOfTextResponseBody, type RequestError, type Response } from 'got';
import type { Clock } from '../../ports/clock.ts';
import { lastPartOf, type Measures, UNMEASURED } from '../measures.ts';
import { rateLimiter } from '../rate-limiter.ts';
import { vendorDeadline } from '../vendor-deadline.ts';
import { failureOf, statusOf } from './failure.ts';
import { jsonOf } from './response-schemas.ts';
import { accountToken } from './token.ts';

const ARDUINO = 'https://api2.arduino.cc';
/** Of a token and of a call, each. */
const TIMEOUT_MS = 10_000;

/** Who asks. */
export interface IotAccount {
  clientId: string;
  clientSecret: string;
  /** The secret before, while it is changed: taken where Arduino refuses the new one. */
  previousSecret?: string | undefined;
  organizationId: string | undefined;
}

export interface IotOptions extends IotAccount {
  /** An origin that stands in for Arduino's. */
  endpoint: string | undefined;
  requestsPerSecond: number;
  clock: Clock;
  measures?: Measures | undefined;
}

/** A request to Arduino; `path` has no slash before it. */
export interface IotRequest<T> {
  method: 'GET' | 'PUT' | 'POST';
  path: string;
  searchParams?: Record<string, boolean>;
  json?: object;
  /** Told when it goes out. */
  sent?: () => void;
  /** Reads the answer, which may be anything; what it throws is a failure of the request. */
  read: (answer: IotAnswer) => T;
}

export interface IotAnswer {
  body: string;
  /** In lower case; empty where Arduino does not say. */
  contentType: string;
}

/** An account of Arduino's: one token and one budget for all that is asked. */
export interface IotClient {
  /**
   * Makes what `request` gives when its turn comes, the higher `priority` first, and once again with a new token where
   * this one is refused. Where it gives nothing, none is made, and the answer is undefined. `signal` takes it out of the
   * line. Throws a `VendorFailure` of vendor `iot`.
   */
  ask<T>(
    request: () => IotRequest<T> | undefined,
    priority: number,
    signal?: AbortSignal,
  ): Promise<T | undefined>;
  /** From now on that account asks; the budget stays. */
  use(account: IotAccount): void;
}

export function iotClient(options: IotOptions): IotClient {
  const { requestsPerSecond, clock, measures = UNMEASURED } = options;
  const budget = rateLimiter(requestsPerSecond, 1_000, clock);
  measures.queue('iot', () => budget.waiting);
  const client = got.extend({
    prefixUrl: options.endpoint ?? ARDUINO,
    retry: { limit: 0 },
    responseType: 'text',
    hooks: measuring(measures),
  });

  /** Ends in time, body and all, whatever comes. */
  async function exchange(path: string, request: OptionsOfTextResponseBody): Promise<IotAnswer> {
    const { organizationId } = account;
    const space = organizationId ? { 'X-Organization': organizationId } : {};
    const headersToo = { ...space, ...request.headers };
    const send = (signal: AbortSignal) => client(path, { ...request, headers: headersToo, signal });
    const { statusCode, headers, body } = await vendorDeadline(clock, TIMEOUT_MS, 'iot', send);
    // The library takes 304 for an answer to anything.
    if (statusCode > 299) throw new Error(`unexpected answer: ${statusCode}`);
    return { body, contentType: headers['content-type']?.toLowerCase() ?? '' };
  }

  const tokenBy = async ({ clientId, organizationId }: IotAccount, secret: string) => {
    const form = {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: secret,
      audience: `${ARDUINO}/iot`,
      ...(organizationId && { organization_id: organizationId }),
    };
    return jsonOf(await exchange('iot/v1/clients/token', { method: 'POST', form }));
  };
  const tokenFor = (one: IotAccount) =>
    accountToken(
      () =>
        tokenBy(one, one.clientSecret).catch((error) => {
          if (statusOf(error) !== 401 || one.previousSecret === undefined) throw error;
          return tokenBy(one, one.previousSecret);
        }),
      clock,
    );
  let account: IotAccount = options;
  let token = tokenFor(account);

  return {
    use(next) {
      [account, token] = [next, tokenFor(next)];
    },

    async ask(request, priority, signal) {
      let used = '';
      const turn = () => {
        const made = request();
        if (!made) return undefined;
        const { path, read, sent, ...what } = made;
        return token.get().then(async (text) => {
          used = text;
          sent?.();
          return read(await exchange(path, { ...what, headers: { Authorization: `Bearer ${text}` } }));
        });
      };
      const once = () =>
        budget.schedule(turn, priority, signal).catch((error) => {
          if (statusOf(error) === 429) budget.halve();
          throw error;
        });
      try {
        // Fetched before the turn comes: a call that waits inside its turn would crowd the next second.
        await token.get();
        return await once().catch((error) => {
          if (statusOf(error) !== 401) throw error;
          token.drop(used);
          return once();
        });
      } catch (error) {
        throw failureOf(error);
      }
    },
  };
}

/** Calls are told by the last part of their paths: `token`, `things`, `publish`. */
function measuring({ called }: Measures) {
  const tell = (url: URL | string, status: number | undefined, timings: RequestError['timings']) =>
    called(lastPartOf(url), status, timings?.phases.total ?? 0);
  return {
    afterResponse: [
      (response: Response) => {
        tell(response.requestUrl, response.statusCode, response.timings);
        return response;
      },
    ],
    beforeError: [
      (error: Error) => {
        const { options, response, timings } = error as RequestError;
        if (!response && options.url) tell(options.url, undefined, timings);
        return error;
      },
    ],
  };
}
