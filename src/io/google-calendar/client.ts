import { auth, calendar, type calendar_v3 } from '@googleapis/calendar';
import { systemClock } from '../clock.ts';
import { vendorDeadline } from '../vendor-deadline.ts';
import { failureOf, isRefusedToken } from './failure.ts';
import { type ExchangeOptions, exchanger, TIMEOUT_MS, type Transport } from './wire.ts';

const GOOGLE_TOKEN_URL = 'https://oauth2.googleapis.com/token';
const SCOPES = ['https://www.googleapis.com/auth/calendar'];

/**
 * `credentials` is the text of a service account's key file, undefined for the default credentials; `subject` is the user
 * for whom that account acts, by domain-wide delegation; `endpoint` is an origin that stands in for Google's.
 */
export interface GoogleOptions extends ExchangeOptions {
  credentials: string | undefined;
  subject?: string | undefined;
  endpoint: string | undefined;
}

/** Google's own client, told to retry nothing. Methods throw a `VendorFailure` of vendor `calendar`. */
export interface GoogleClient {
  /** Gets a token, unless there is one. */
  authorize(): Promise<void>;
  /**
   * Makes a call and reads its answer, which may be anything: what `read` throws is a failure of the call. `name` is
   * Google's for it, such as `events.list`. Where Google no longer takes our token, the call is made once more with a new
   * one.
   */
  ask<T>(
    name: string,
    call: (client: calendar_v3.Calendar) => Promise<{ data: unknown }>,
    read: (data: unknown) => T,
  ): Promise<T>;
}

export function googleClient(options: GoogleOptions): GoogleClient {
  const { credentials, subject, endpoint, clock = systemClock } = options;
  const transporterOptions = { adapter: exchanger(options) };

  function open() {
    const authorization = credentials
      ? serviceAccount(credentials, subject, transporterOptions)
      : new auth.GoogleAuth({ scopes: SCOPES, clientOptions: { transporterOptions } });
    const rootUrl = endpoint && { rootUrl: new URL('/', endpoint).href };
    return {
      authorization,
      client: calendar({ version: 'v3', auth: authorization, ...rootUrl, retry: false }),
    };
  }

  let opened = open();

  /** The library asks for tokens in places of its own, too, where nothing ends what hangs. */
  async function authorized(): Promise<typeof opened> {
    const used = opened;
    try {
      await vendorDeadline(
        clock,
        TIMEOUT_MS,
        'calendar',
        async () => void (await used.authorization.getAccessToken()),
      );
      return used;
    } catch (error) {
      // It would share with everyone after us the token that does not come.
      renew(used);
      throw error;
    }
  }

  function renew(used: typeof opened): void {
    if (opened === used) opened = open();
  }

  return {
    async authorize() {
      await authorized().catch((error) => {
        throw failureOf(error);
      });
    },

    async ask(name, call, read) {
      const once = async () => {
        const used = await authorized();
        try {
          return (await call(used.client)).data;
        } catch (error) {
          if (isRefusedToken(error)) renew(used);
          throw error;
        }
      };
      try {
        const data = await once().catch((error) => {
          if (!isRefusedToken(error)) throw error;
          return once();
        });
        return read(data);
      } catch (error) {
        throw failureOf(error, name);
      }
    },
  };
}

/** Google's library asks Google for tokens whatever `token_uri` says, four times over: ask there, and once. */
function serviceAccount(credentials: string, subject: string | undefined, transporterOptions: Transport) {
  const { client_email, private_key, private_key_id, token_uri } = JSON.parse(credentials);
  const jwt = new auth.JWT({
    email: client_email,
    key: private_key,
    keyId: private_key_id,
    scopes: SCOPES,
    ...(subject !== undefined && { subject }),
    transporterOptions,
  });
  jwt.transporter.interceptors.request.add({
    resolved: async (config) => {
      if (!String(config.url).startsWith(GOOGLE_TOKEN_URL)) return config;
      if (token_uri) config.url = new URL(token_uri);
      config.retryConfig = { retry: 0 };
      return config;
    },
  });
  return jwt;
}
