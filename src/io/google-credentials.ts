import { auth } from '@googleapis/calendar';
import { ConfigError } from './config-error.ts';
import { messageOf } from './vendor-error.ts';

/**
 * Makes sure that Google's default credentials can be found; `neededBy` names who asks. Throws a `ConfigError` that
 * says how to provide them.
 */
export async function requireDefaultCredentials(neededBy: string): Promise<void> {
  try {
    await new auth.GoogleAuth().getClient();
  } catch (error) {
    const [sentence] = messageOf(error).split('. ');
    throw new ConfigError(
      `${neededBy} needs Google's default credentials: ${sentence}; run gcloud auth application-default login, or set ` +
        'GOOGLE_APPLICATION_CREDENTIALS to a key file',
    );
  }
}
