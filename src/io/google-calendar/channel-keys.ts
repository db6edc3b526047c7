import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { ChannelKeyFactory, ChannelKeys } from '../../ports/channels.ts';

/**
 * Keys of push channels. The id is random, the token its signature with `secret`: so a channel of our making is known
 * again, also where its record is lost, and nobody else can make one.
 */
export function channelKeyFactory(secret: string): ChannelKeyFactory {
  const tokenOf = (id: string) => createHmac('sha256', secret).update(`channel ${id}`).digest('base64url');

  return {
    mint() {
      const id = randomUUID();
      return { id, token: tokenOf(id) };
    },

    isOurs({ id, token }: ChannelKeys) {
      const [given, own] = [token, tokenOf(id)].map((text) => Buffer.from(text));
      return given!.length === own!.length && timingSafeEqual(given!, own!);
    },
  };
}
