import type { Clock } from '../../ports/clock.ts';
import { readToken } from './response-schemas.ts';

/** A token that is about to end may end on its way; of one that lives shortly, half of its life is no use. */
const MARGIN_MS = 30_000;
const USUAL_LIFE_MS = 300_000;

interface Token {
  text: Promise<string>;
  /** What `text` came to. */
  known?: string;
  until: number;
}

/** The account's token: asked for once for everyone who waits for it, and again before it ends, or where there was none. */
export function accountToken(ask: () => Promise<unknown>, clock: Clock) {
  let token: Token | undefined;

  function fetched(): Token {
    const asked = clock.now();
    const made: Token = { text: Promise.resolve().then(ask).then(take), until: Number.POSITIVE_INFINITY };
    function take(answer: unknown): string {
      const { access_token, expires_in } = readToken(answer);
      const life = expires_in === undefined ? USUAL_LIFE_MS : expires_in * 1_000;
      made.until = asked + life - Math.min(MARGIN_MS, life / 2);
      made.known = access_token;
      return access_token;
    }
    // Before anyone who waits for it can ask again.
    made.text.catch(() => {
      token = undefined;
    });
    return made;
  }

  return {
    get(): Promise<string> {
      if (!token || token.until <= clock.now()) token = fetched();
      return token.text;
    },
    /** The cloud no longer takes this token; a newer one stays. */
    drop(refused: string): void {
      if (token?.known === refused) token = undefined;
    },
  };
}
