import { ACTION, ACTION_RESULT } from '../agenda/press.ts';
import { DOOR_VARIABLES, nameOf } from '../agenda/properties.ts';
import type { DefinedProperty, DefinedThing, Definition } from '../ports/administration.ts';

const defined = (variable: string): Definition => ({
  name: variable,
  variable_name: variable,
  type: typeOf(variable),
  permission: 'READ_WRITE',
  update_strategy: 'ON_CHANGE',
});

/** The nine variables of a door, as they are made. */
export const DEFINITIONS: readonly Definition[] = DOOR_VARIABLES.map(defined);

/** The two that make a Thing a button. */
export const BUTTON_DEFINITIONS: readonly Definition[] = [ACTION, ACTION_RESULT].map(defined);

/** The type that what roomcal writes to a door's variable has. */
export function typeOf(variable: string): string {
  return variable === 'busynow' ? 'INT' : 'CHARSTRING';
}

/** Those of the nine that a Thing lacks. The older name of a title stands for it. */
export function missingOf({ properties }: DefinedThing): Definition[] {
  const has = (name: string) => properties.some(({ variable_name }) => variable_name === name);
  return DEFINITIONS.filter(({ variable_name }) => nameOf(variable_name, has) === undefined);
}

/** Those of the two of a button that a Thing lacks. */
export function missingOfButton({ properties }: DefinedThing): Definition[] {
  return BUTTON_DEFINITIONS.filter(({ variable_name: name }) =>
    properties.every(({ variable_name }) => variable_name !== name),
  );
}

/** Those of the two of a button that a Thing has. */
export function presentOfButton({ properties }: DefinedThing): DefinedProperty[] {
  return BUTTON_DEFINITIONS.flatMap(
    ({ variable_name: name }) => properties.find(({ variable_name }) => variable_name === name) ?? [],
  );
}

/** Those of the nine that a Thing has: each with the name it is known by, and the Thing's property. */
export function presentOf({ properties }: DefinedThing): { variable: string; property: DefinedProperty }[] {
  const find = (name: string) => properties.find(({ variable_name }) => variable_name === name);
  return DOOR_VARIABLES.flatMap((variable) => {
    const name = nameOf(variable, (candidate) => find(candidate) !== undefined);
    return name === undefined ? [] : [{ variable, property: find(name)! }];
  });
}
