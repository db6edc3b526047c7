import { ConfigError } from './config-error.ts';

/** Why nobody can listen on `address`, as a `ConfigError` that names the `variable` to set; any other error as it is. */
export function addressTrouble(error: unknown, address: string, variable: string): unknown {
  const { code } = Object(error) as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new ConfigError(
      `${address} is in use; stop what listens there, or set ${variable} (0 takes a free port)`,
    );
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new ConfigError(
      `can't listen on ${address} (${code}); set HOST and ${variable} to what this machine allows`,
    );
  }
  return error;
}
