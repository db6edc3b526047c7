import { createHmac } from 'node:crypto';
import type { Instant } from '../../agenda/agenda.ts';
import { sameText } from './credentials.ts';

/** How long the code at a door is good, in ms. */
const DOOR_MS = 10 * 60_000;
/** How long whoever has booked with it may change that meeting, in ms. */
const MEETING_MS = 24 * 3_600_000;

const PREFIX = 'pass-';
/** Of a signature, in letters of base64url: 128 bits, and a code at a door that telephones read from afar. */
const SIGNATURE_LENGTH = 22;

/**
 * What a pass opens until the instant `until`: the room that it is for, and where `meeting` is named no more of that room than
 * this meeting. `by` is the name of the key with which it was got, if it was a key.
 */
export interface Pass {
  room: string;
  until: Instant;
  by?: string | undefined;
  meeting?: string | undefined;
}

/** What a text that should be a pass is: `false` where it is none, or was not signed here. */
export type Finding = Pass | 'expired' | false;

export interface Passes {
  /** A pass for whoever stands at a door, for ten minutes. */
  forDoor(room: string, by: string | undefined, now: Instant): Pass;
  /** A pass for whoever has booked a meeting with that one, for a day. */
  forMeeting(pass: Pass, meeting: string, now: Instant): Pass;
  written(pass: Pass): string;
  read(text: string, now: Instant): Finding;
}

/**
 * Passes signed with a key that comes of `secret`: any process with the same configuration knows them, none has to be kept, and
 * with another secret all are void, but those that the `previous` one has signed.
 */
export function passesOf(secret: string, previous?: string): Passes {
  const signedBy = (one: string) => {
    const key = createHmac('sha256', one).update('roomcal passes').digest();
    return (content: string) =>
      createHmac('sha256', key).update(content).digest('base64url').slice(0, SIGNATURE_LENGTH);
  };
  const signed = signedBy(secret);
  const signers = previous === undefined ? [signed] : [signed, signedBy(previous)];
  return {
    forDoor: (room, by, now) => ({ room, by, until: now + DOOR_MS }),
    forMeeting: (pass, meeting, now) => ({ ...pass, meeting, until: now + MEETING_MS }),
    written({ room, until, by, meeting }) {
      const content = Buffer.from(JSON.stringify([room, until, by, meeting])).toString('base64url');
      return `${PREFIX}${content}.${signed(content)}`;
    },
    read(text, now) {
      const [content = '', signature = '', ...more] = text.slice(PREFIX.length).split('.');
      const isSigned = signers.map((by) => sameText(signature, by(content))).some(Boolean);
      const isOurs = text.startsWith(PREFIX) && more.length === 0 && isSigned;
      if (!isOurs) return false;
      const [room, until, by, meeting] = JSON.parse(Buffer.from(content, 'base64url').toString());
      return until > now ? { room, until, by: by ?? undefined, meeting: meeting ?? undefined } : 'expired';
    },
  };
}
