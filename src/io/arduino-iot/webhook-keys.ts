import { createHmac, timingSafeEqual } from 'node:crypto';

/** The last part of the address that Arduino calls for a Thing, and whose it is. */
export interface WebhookKeys {
  tokenOf(thingName: string): string;
  /** The same, and the token that the secret before made. */
  tokensOf(thingName: string): string[];
  /** The name of the Thing to which a token belongs; undefined where it was not made here. */
  thingOf(token: string): string | undefined;
}

/**
 * Tokens of webhooks: the Thing's name and its signature with `secret`. Any process with the same configuration knows them, none
 * has to be kept, and nobody else can make one. Those are known, too, that were signed with the `previous` secret.
 */
export function webhookKeys(secret: string, previous?: string): WebhookKeys {
  const signed = (name: string, by = secret) =>
    createHmac('sha256', by).update(`thing webhook ${name}`).digest();
  const secrets = previous === undefined ? [secret] : [secret, previous];
  const written = (name: string, by: string) =>
    `${Buffer.from(name).toString('base64url')}.${signed(name, by).toString('base64url')}`;
  return {
    tokenOf: (name) => written(name, secret),
    tokensOf: (name) => secrets.map((by) => written(name, by)),
    thingOf(token) {
      const [content = '', signature = '', ...more] = token.split('.');
      const name = Buffer.from(content, 'base64url').toString();
      const given = Buffer.from(signature, 'base64url');
      const isSigned = secrets
        .map((by) => signed(name, by))
        .map((own) => given.length === own.length && timingSafeEqual(given, own))
        .some(Boolean);
      return isSigned && more.length === 0 ? name : undefined;
    },
  };
}
