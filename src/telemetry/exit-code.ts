import { isVendorFailure } from '../io/vendor-error.ts';
import { ConfigError } from '../validation/config-error.ts';
import { plain, type Terminal } from './terminal.ts';

/**
 * Runs a command to its exit code. What a person has to mend (a `ConfigError`), and what a vendor refuses (a
 * `VendorFailure`), is written to stderr, a line for each mistake, and the code is 1; a mistake of ours is thrown on.
 * `says` begins each line.
 */
export async function exitCodeOf(
  terminal: Terminal,
  command: () => Promise<number>,
  says = 'roomcal: ',
): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof ConfigError) && !isVendorFailure(error)) throw error;
    for (const line of error.message.split('\n')) plain(terminal).err(`${says}${line}`);
    return 1;
  }
}
