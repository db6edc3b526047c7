import { ACTION, ACTION_RESULT } from '../agenda/press.ts';
import { DOOR_VARIABLES, nameOf, VARIABLES } from '../agenda/properties.ts';
import type { DefinedProperty, DefinedThing, Definition } from '../ports/administration.ts';

const NUMBERS = ['busynow', 'stale', 'checkin'];

const defined = (variable: string): Definition => ({
  name: variable,
  variable_name: variable,
  type: typeOf(variable),
  permission: 'READ_WRITE',
  update_strategy: 'ON_CHANGE',
});

/** Every variable that roomcal can fill, as it is made: the nine of a door first. */
export const ALL_DEFINITIONS: readonly Definition[] = VARIABLES.map(defined);

/** The nine variables of a door. */
export const DEFINITIONS: readonly Definition[] = ALL_DEFINITIONS.slice(0, DOOR_VARIABLES.length);

/** The two that make a Thing a button. */
export const BUTTON_DEFINITIONS: readonly Definition[] = [ACTION, ACTION_RESULT].map(defined);

/** The type that what roomcal writes to a variable has. */
export function typeOf(variable: string): string {
  return NUMBERS.includes(variable) ? 'INT' : 'CHARSTRING';
}

/** Those of `wanted` that a Thing lacks. The older name of a title stands for it. */
export function missingOf(
  { properties }: DefinedThing,
  wanted: readonly Definition[] = DEFINITIONS,
): readonly Definition[] {
  const has = (name: string) => properties.some(({ variable_name }) => variable_name === name);
  return wanted.filter(({ variable_name }) => nameOf(variable_name, has) === undefined);
}

/** Those of the two of a button that a Thing has. */
export function presentOfButton({ properties }: DefinedThing): DefinedProperty[] {
  return BUTTON_DEFINITIONS.flatMap(
    ({ variable_name: name }) => properties.find(({ variable_name }) => variable_name === name) ?? [],
  );
}

/** A variable that a Thing has. */
export interface PresentVariable {
  /** The name by which it is known. */
  variable: string;
  property: DefinedProperty;
  /** It is not one of the nine. */
  isOptional: boolean;
}

/** Those that a Thing has of all that roomcal can fill. */
export function presentOf({ properties }: DefinedThing): PresentVariable[] {
  const find = (name: string) => properties.find(({ variable_name }) => variable_name === name);
  return VARIABLES.flatMap((variable, index) => {
    const name = nameOf(variable, (candidate) => find(candidate) !== undefined);
    if (name === undefined) return [];
    return [{ variable, property: find(name)!, isOptional: index >= DOOR_VARIABLES.length }];
  });
}
