import type { Config } from './config.ts';
import type { ConfigurationRead } from './open.ts';

/** Keys that are read as the process starts: clients and their budgets are made of them, and go on with requests on their way. */
const KEYS = [
  'events_per_refresh',
  'gcal_requests_per_minute',
  'iot_requests_per_second',
  'gcal_subject',
  'gcal_api_endpoint',
  'iot_api_endpoint',
] as const satisfies (keyof Config)[];

/** What differs from the configuration of the start and holds only once roomcal is started anew. */
export function keysOfStart(first: ConfigurationRead, now: ConfigurationRead): string[] {
  const keys = KEYS.filter((key) => first.config[key] !== now.config[key]);
  return first.credentials === now.credentials ? keys : [...keys, 'calendar_credentials.json'];
}
