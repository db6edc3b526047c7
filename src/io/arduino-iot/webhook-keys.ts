import { createHmac, timingSafeEqual } from 'node:crypto';

/** The last part of the address that Arduino calls for a Thing, and whose it is. */
export interface WebhookKeys {
  tokenOf(thingName: string): string;
  /** The name of the Thing to which a token belongs; undefined where it was not made here. */
  thingOf(token: string): string | undefined;
}

/**
 * Tokens of webhooks: the Thing's name and its signature with `secret`. Any process with the same configuration knows them, none
 * has to be kept, and nobody else can make one.
 */
export function webhookKeys(secret: string): WebhookKeys {
  const signed = (name: string) => createHmac('sha256', secret).update(`thing webhook ${name}`).digest();
  return {
    tokenOf: (name) => `${Buffer.from(name).toString('base64url')}.${signed(name).toString('base64url')}`,
    thingOf(token) {
      const [content = '', signature = '', ...more] = token.split('.');
      const name = Buffer.from(content, 'base64url').toString();
      const [given, own] = [Buffer.from(signature, 'base64url'), signed(name)];
      const isOurs = more.length === 0 && given.length === own.length && timingSafeEqual(given, own);
      return isOurs ? name : undefined;
    },
  };
}
