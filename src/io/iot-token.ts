import { readToken } from './iot-shapes.ts';
import type { Clock } from './ports.ts';

/** A token that is about to end may end on its way. */
const TOKEN_MARGIN_MS = 30_000;

/** The account's token: asked for once for everyone who waits for it, and again before it ends. */
export function accountToken(ask: () => Promise<unknown>, clock: Clock) {
  let token: { asked: Promise<string>; text?: string; until: number } | undefined;

  async function fetchToken(): Promise<string> {
    const asked = clock.now();
    try {
      const answer = readToken(await ask());
      if (token) {
        token.text = answer.access_token;
        token.until = asked + (answer.expires_in ?? 300) * 1_000 - TOKEN_MARGIN_MS;
      }
      return answer.access_token;
    } catch (error) {
      token = undefined;
      throw error;
    }
  }

  return {
    get(): Promise<string> {
      if (!token || token.until <= clock.now()) {
        token = { asked: fetchToken(), until: Number.POSITIVE_INFINITY };
      }
      return token.asked;
    },
    /** The cloud no longer takes this token; a newer one stays. */
    drop(refused: string): void {
      if (token?.text === refused) token = undefined;
    },
  };
}
