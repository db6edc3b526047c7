import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { ChannelKeyFactory, ChannelKeys } from '../../ports/channels.ts';

/**
 * Keys of push channels. The id is random, the token its signature with `secret`: so a channel of our making is known
 * again, also where its record is lost, and nobody else can make one. Those signed with the `previous` secret are known, too.
 */
export function channelKeyFactory(secret: string, previous?: string): ChannelKeyFactory {
  const tokenOf = (id: string, by = secret) =>
    createHmac('sha256', by).update(`channel ${id}`).digest('base64url');
  const secrets = previous === undefined ? [secret] : [secret, previous];

  return {
    mint() {
      const id = randomUUID();
      return { id, token: tokenOf(id) };
    },

    isOurs({ id, token }: ChannelKeys) {
      const given = Buffer.from(token);
      return secrets
        .map((by) => Buffer.from(tokenOf(id, by)))
        .map((own) => given.length === own.length && timingSafeEqual(given, own))
        .some(Boolean);
    },
  };
}
