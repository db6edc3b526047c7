import { Type } from '@sinclair/typebox';
import { AccountSchema } from './account-schema.ts';
import { ApiKeySchema } from './api-key-schema.ts';
import { CheckIn, Clients, Organizer, RoomSchema } from './room-schema.ts';
import { Texts } from './texts-schema.ts';

/** The configuration as it is written: its keys are a contract, and docs/configuration.md is tested against them. */
export const ConfigSchema = Type.Object(
  {
    $schema: Type.Optional(
      Type.String({
        description: 'where an editor finds the shape of this file: what `roomcal schema` prints',
      }),
    ),
    iot_client_id: Type.Optional(
      Type.String({ minLength: 1, description: 'API key of the Arduino account' }),
    ),
    iot_client_secret: Type.Optional(
      Type.String({ minLength: 1, description: 'its secret, which also opens the meetings API' }),
    ),
    iot_client_secret_previous: Type.Optional(
      Type.String({
        description: 'the secret before it, while it is changed: opens what the new one does; default: none',
      }),
    ),
    iot_organization_id: Type.Optional(Type.String({ description: 'the Arduino space, where there is one' })),
    accounts: Type.Optional(
      Type.Array(AccountSchema, {
        minItems: 1,
        description: 'further Arduino accounts, or all of them; each room names its own; default: none',
        hint: 'empty; add an account, or leave it out',
      }),
    ),
    gcal_watch_function_url: Type.Optional(
      Type.String({ description: 'where Google reaches this service; without it nothing is pushed' }),
    ),
    gcal_subject: Type.Optional(
      Type.String({
        pattern: '^[^@\\s]+@[^@\\s]+$',
        hint: 'needs the address of a user, such as rooms@example.org',
        description:
          'the user for whom the service account acts, by domain-wide delegation; default: it acts for itself',
      }),
    ),
    rooms: Type.Array(RoomSchema, { minItems: 1, description: 'the rooms', hint: 'empty; add a room' }),
    time_zone: Type.Optional(
      Type.String({ description: "IANA zone of all rooms; default: each calendar's own" }),
    ),
    refresh_mins: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, default: 60, description: 'a list of each room' }),
    ),
    sweep_mins: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, default: 5, description: 'a sweep of rooms with a live channel' }),
    ),
    poll_seconds: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, default: 30, description: 'a sweep of rooms without' }),
    ),
    events_per_refresh: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 2500, default: 10, description: 'events on a page of a list' }),
    ),
    gcal_requests_per_minute: Type.Optional(
      Type.Integer({ minimum: 1, default: 300, description: 'lists, sweeps and channels of all rooms' }),
    ),
    iot_requests_per_second: Type.Optional(
      Type.Integer({ minimum: 1, default: 10, description: "the Arduino plan's limit" }),
    ),
    clients: Type.Optional(Clients('of all rooms')),
    organizer: Type.Optional(Organizer('default: `name`')),
    check_in: Type.Optional(CheckIn),
    instant_meeting_title: Type.Optional(
      Type.String({ minLength: 1, default: 'Meeting', description: 'title of a booking without one' }),
    ),
    locale: Type.Optional(
      Type.String({ minLength: 1, default: 'en-GB', description: 'names the months and days at the doors' }),
    ),
    hour_cycle: Type.Optional(
      Type.Union([Type.Literal('h23'), Type.Literal('h12')], {
        default: 'h23',
        description: 'how the doors count hours: `h23`, 15:00, or `h12`, 3:00 pm',
        hint: 'needs "h23" or "h12"',
      }),
    ),
    texts: Type.Optional(Texts),
    max_text_length: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'the most characters of a text at a door; default: 64, in 220 bytes at most',
      }),
    ),
    on_remove: Type.Optional(
      Type.Union([Type.Literal('keep'), Type.Literal('clear')], {
        default: 'keep',
        description:
          'what the Thing of a room shows that is taken out of `rooms`: `keep`, what it shows, or `clear`, nothing',
        hint: 'needs "keep" or "clear"',
      }),
    ),
    api_keys: Type.Optional(
      Type.Array(ApiKeySchema, { description: 'keys for doors, pages and scrapers; default: none' }),
    ),
    cors_origins: Type.Optional(
      Type.Array(
        Type.String({
          pattern: '^https?://[^/]+$',
          hint: 'needs an origin, such as https://doors.example.org',
        }),
        { description: "origins of pages that may call the API from a browser; default: none's" },
      ),
    ),
    gcal_api_endpoint: Type.Optional(Type.String({ description: "an origin in place of Google Calendar's" })),
    iot_api_endpoint: Type.Optional(Type.String({ description: "an origin in place of Arduino's" })),
  },
  { additionalProperties: false },
);

/** The same where no accounts are listed: the flat keys are the one account. */
export const FlatConfigSchema = {
  ...ConfigSchema,
  required: ['iot_client_id', 'iot_client_secret', ...(ConfigSchema.required ?? [])],
};
