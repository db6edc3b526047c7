import { auth, calendar } from '@googleapis/calendar';

const GOOGLE_TOKEN_URL = 'https://oauth2.googleapis.com/token';
const SCOPES = ['https://www.googleapis.com/auth/calendar'];
const TIMEOUT_MS = 10_000;

/** Who we are to Google: a service account by the text of its key file, or whoever the default credentials are. */
export function authorizationOf(credentials: string | undefined) {
  return credentials ? serviceAccount(credentials) : new auth.GoogleAuth({ scopes: SCOPES });
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
function serviceAccount(credentials: string) {
  const { client_email, private_key, private_key_id, token_uri } = JSON.parse(credentials);
  const jwt = new auth.JWT({ email: client_email, key: private_key, keyId: private_key_id, scopes: SCOPES });
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
