import type { MachineName } from '../charts/shape.ts';

/** The innermost of the `active` states of a machine, `busy · current`; empty where there is none of it now. */
export function innermost(active: ReadonlySet<string>, name: MachineName): string {
  const own = [...active].filter((id) => id.startsWith(`${name}.`));
  const leaves = own.filter((id) => !own.some((other) => other.startsWith(`${id}.`)));
  return leaves.map((id) => id.split('.').at(-1)).join(' · ');
}
