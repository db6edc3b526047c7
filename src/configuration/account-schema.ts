import { Type } from '@sinclair/typebox';

/** What an account may be called: without a slash, which parts it from the name of a Thing. */
const ACCOUNT_NAME = '^[^/\\p{C}]{1,100}$';

/** One Arduino account of several. */
export const AccountSchema = Type.Object(
  {
    name: Type.String({
      pattern: ACCOUNT_NAME,
      hint: 'needs 1 to 100 characters without a slash',
      description: 'what rooms, metrics and `roomcal doctor` call the account',
    }),
    iot_client_id: Type.String({ minLength: 1, description: 'API key of the account' }),
    iot_client_secret: Type.String({
      minLength: 1,
      description: 'its secret, which also opens the meetings API',
    }),
    iot_client_secret_previous: Type.Optional(
      Type.String({
        description: 'the secret before it, while it is changed: opens what the new one does; default: none',
      }),
    ),
    iot_organization_id: Type.Optional(Type.String({ description: 'the Arduino space, where there is one' })),
    iot_requests_per_second: Type.Optional(
      Type.Integer({ minimum: 1, description: "the limit of its plan; default: the configuration's" }),
    ),
    iot_api_endpoint: Type.Optional(
      Type.String({ description: "an origin in place of Arduino's; default: the configuration's" }),
    ),
  },
  { additionalProperties: false },
);
