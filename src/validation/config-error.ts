/** A mistake that a person must mend before roomcal can run; the message says what, where and how. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
