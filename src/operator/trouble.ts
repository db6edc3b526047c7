import { messageOf } from '../io/vendor-error.ts';
import type { Vendor, VendorFailure } from '../ports/failure.ts';
import { ConfigError } from '../validation/config-error.ts';
import { ALL_DEFINITIONS } from './door-variables.ts';

/** What is wrong, in a line, and in another one how a person mends it. */
export interface Trouble {
  says: string;
  mend: string;
}

const AGAIN = 'run it again; if it stays, see whether this machine reaches the cloud';

const FULL =
  'see what Arduino says; the free plan allows five variables a Thing, a door needs nine, and has ' +
  `${ALL_DEFINITIONS.length} with --all-variables`;

/** By vendor and status: HTTP's, or for Pub/Sub gRPC's (7 PERMISSION_DENIED, 16 UNAUTHENTICATED). */
const MENDING: Record<Vendor, Record<number, string>> = {
  calendar: {
    400: 'put a living key into calendar_credentials.json; the account may be deleted, or the clock of this machine wrong',
    401: 'put a living key into calendar_credentials.json, or log in again',
    403: 'enable the Calendar API in the project, and run it again in a minute if Google says that it was asked too often',
    429: 'run it again in a minute',
  },
  iot: {
    400: FULL,
    401: 'set iot_client_id and iot_client_secret to an API key that lives, and iot_organization_id to its space',
    402: 'take a plan that allows more Things and variables',
    403: 'make an API key that may read and write Things, and set iot_organization_id to its space',
    412: FULL,
    429: "lower iot_requests_per_second to the plan's limit, and run it again",
  },
  pubsub: {
    3: 'name a subscription as Pub/Sub allows, in ROOMCAL_SUBSCRIPTION',
    7: 'give the account the role Pub/Sub Editor, and enable the Pub/Sub API in the project',
    16: 'log in again, or set GOOGLE_APPLICATION_CREDENTIALS to a key file that lives',
  },
  storage: {
    401: 'log in again, or set GOOGLE_APPLICATION_CREDENTIALS to a key file that lives',
    403: 'give the account the role Storage Admin; or the name is taken, for all projects share them: choose another one',
    409: 'the name is taken, for all projects share them: choose another one',
  },
};

/** Google's words for credentials that were given without the Calendar scope. */
const NO_SCOPE = new Set([
  'insufficientPermissions',
  'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
  'insufficientScopes',
]);
/** Google's word for an account that was not let to act for somebody else. */
const UNDELEGATED = 'unauthorized_client';
const DELEGATE =
  'let the service account act for gcal_subject: Admin console, Security > Access and data control > API controls > ' +
  'Domain-wide delegation, its client id and the scope https://www.googleapis.com/auth/calendar';
const SCOPES =
  'the credentials lack the scope of Google Calendar: run gcloud auth application-default login --scopes=' +
  'https://www.googleapis.com/auth/cloud-platform,https://www.googleapis.com/auth/calendar';

/** What an error means to a person. Of a `ConfigError` the message says both, parted by a semicolon. */
export function troubleOf(error: unknown): Trouble {
  const [message = ''] = messageOf(error).split('\n');
  if (error instanceof ConfigError) {
    const [says = '', ...mend] = message.split('; ');
    return { says, mend: mend.join('; ') || 'mend the configuration; docs/configuration.md has every key' };
  }
  const { vendor, status, reason } = Object(error) as Partial<VendorFailure>;
  if (vendor === 'calendar' && NO_SCOPE.has(reason ?? '')) return { says: message, mend: SCOPES };
  if (vendor === 'calendar' && reason === UNDELEGATED) return { says: message, mend: DELEGATE };
  return { says: message, mend: (vendor && MENDING[vendor][status ?? 0]) ?? AGAIN };
}
