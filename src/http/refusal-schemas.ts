import { STATUS_CODES } from 'node:http';
import { type TObject, type TProperties, Type } from '@fastify/type-provider-typebox';
import { ERRORS, type ErrorCode } from './errors.ts';
import { Instant, Text } from './schema-parts.ts';

/** What a call may answer other than success: a reply for each status of these codes. */
export function refusals(...codes: ErrorCode[]): Record<number, TObject> {
  const byStatus = Map.groupBy(codes, (code) => ERRORS[code].status);
  return Object.fromEntries([...byStatus].map(([status, those]) => [status, refusal(status, those)]));
}

const known = new Map<string, TObject>();

/** One schema for all calls that refuse with the same codes. */
function refusal(status: number, codes: ErrorCode[]): TObject {
  const names = codes.map((code) => `\`${code}\``).join(', ');
  const schema =
    known.get(names) ??
    Type.Object(
      {
        statusCode: Type.Integer({ examples: [status] }),
        code: Type.String({ enum: codes }),
        error: Text(STATUS_CODES[status] ?? ''),
        message: Text(exampleOf(codes[0])),
        ...detailsOf(codes),
      },
      { title: codes.map(inPascalCase).join('Or'), description: `${STATUS_CODES[status]}: ${names}` },
    );
  known.set(names, schema);
  return schema;
}

/** What a refusal may say. */
function exampleOf(code: ErrorCode | undefined): string {
  if (code === 'ROOM_BUSY') return 'busy until 10:00';
  if (code === 'NOT_ENOUGH_TIME') return 'free for 15 min only';
  return code ? ERRORS[code].message : '';
}

/** `RoomBusy` of `ROOM_BUSY`. */
function inPascalCase(code: string): string {
  return code.toLowerCase().replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** What may befall every call that needs authorization. */
export const GUARDED = [
  'INVALID_REQUEST',
  'UNAUTHORIZED',
  'PASS_EXPIRED',
  'NOT_ALLOWED',
  'TOO_MANY_FAILURES',
  'INTERNAL',
  'NOT_READY',
] as const satisfies ErrorCode[];

/** And every such call with a body. */
export const WITH_BODY = [...GUARDED, 'TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'TOO_SLOW'] as const;

/** And every call about one room, which may be another process's. */
export const OF_A_ROOM = ['UNKNOWN_ROOM', 'OWNER_AWAY'] as const satisfies ErrorCode[];

/** The further keys of an error's body. */
function detailsOf(codes: readonly ErrorCode[]): TProperties {
  const details: Partial<Record<ErrorCode, TProperties>> = {
    ROOM_BUSY: {
      busy_until: Type.Optional(Instant('the end of the unbroken run of meetings')),
      busy_until_time: Type.Optional(Text('10:00', "the same by the room's clock")),
    },
    NOT_ENOUGH_TIME: {
      available_mins: Type.Optional(Type.Integer({ description: 'minutes that would fit', examples: [15] })),
    },
    CONFIG_INVALID: {
      mistakes: Type.Optional(
        Type.Array(Type.String(), {
          description: 'what is wrong, and how to mend it, a line each',
          examples: [['gs://roomcal-config/config.json: rooms: empty; add a room']],
        }),
      ),
    },
    VENDOR_FAILED: { vendor: Type.Optional(Text('calendar', 'which cloud')) },
  };
  return Object.assign({}, ...codes.map((code) => details[code]));
}
