import { auth, calendar } from '@googleapis/calendar';
import { lastPartOf, type Measures, measured, UNMEASURED } from './measures.ts';

const GOOGLE_TOKEN_URL = 'https://oauth2.googleapis.com/token';
const SCOPES = ['https://www.googleapis.com/auth/calendar'];
const TIMEOUT_MS = 10_000;

type Transport = NonNullable<NonNullable<ConstructorParameters<typeof auth.JWT>[0]>['transporterOptions']>;

/** Who we are to Google: a service account by the text of its key file, or whoever the default credentials are. */
export function authorizationOf(credentials: string | undefined, measures = UNMEASURED) {
  const transporterOptions = { adapter: measuring(measures) };
  return credentials
    ? serviceAccount(credentials, transporterOptions)
    : new auth.GoogleAuth({ scopes: SCOPES, clientOptions: { transporterOptions } });
}

/** Google's own client, told to retry nothing; `endpoint` is an origin that stands in for Google's. */
export function clientOf(authorization: ReturnType<typeof authorizationOf>, endpoint: string | undefined) {
  return calendar({
    version: 'v3',
    auth: authorization,
    ...(endpoint && { rootUrl: new URL('/', endpoint).href }),
    retry: false,
    timeout: TIMEOUT_MS,
  });
}

/** Google's library asks Google for tokens whatever `token_uri` says, four times over: ask there, and once. */
function serviceAccount(credentials: string, transporterOptions: Transport) {
  const { client_email, private_key, private_key_id, token_uri } = JSON.parse(credentials);
  const jwt = new auth.JWT({
    email: client_email,
    key: private_key,
    keyId: private_key_id,
    scopes: SCOPES,
    transporterOptions,
  });
  jwt.transporter.interceptors.request.add({
    resolved: async (config) => {
      if (!String(config.url).startsWith(GOOGLE_TOKEN_URL)) return config;
      if (token_uri) config.url = new URL(token_uri);
      config.retry = false;
      config.retryConfig = { retry: 0 };
      return config;
    },
  });
  return jwt;
}

/** Sits where the library sends: tokens and whatever else it asks for by itself come by, too. */
function measuring(measures: Measures): NonNullable<Transport['adapter']> {
  return (request, send) =>
    measured(
      measures,
      nameOf(request),
      () => send(request),
      (outcome) => (outcome as { status?: number }).status,
    );
}

const BY_METHOD: Record<string, string> = { GET: 'get', PATCH: 'patch', PUT: 'update', DELETE: 'delete' };

/** The name of a call as Google's reference has it: `list`, `freeBusy`, `watch`; `token` for the token's. */
function nameOf({ url, method = 'GET' }: { url: URL; method?: string }): string {
  const last = lastPartOf(url);
  if (last === 'events') return method === 'GET' ? 'list' : 'insert';
  return ['freeBusy', 'watch', 'stop', 'token'].includes(last) ? last : (BY_METHOD[method] ?? 'other');
}
