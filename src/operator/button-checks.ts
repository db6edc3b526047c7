import { ACTION, ACTION_RESULT } from '../agenda/press.ts';
import type { DefinedThing } from '../ports/administration.ts';
import { type Finding, failed, warning } from './check.ts';
import { BUTTON_DEFINITIONS, missingOf, presentOfButton, typeOf } from './door-variables.ts';

const SETUP = 'run roomcal setup --with-actions';

/**
 * What is wrong with a Thing that is a button, which it is by its `action`; nothing of one that is none. `webhook` is what the cloud
 * is to call; undefined without a public address.
 */
export function buttonMistakesOf(
  thing: DefinedThing,
  webhook: string | undefined,
  pollSeconds: number,
): Finding[] {
  const present = presentOfButton(thing);
  if (!present.some(({ variable_name }) => variable_name === ACTION)) return [];
  const wrong = present.filter(({ variable_name, type }) => type !== typeOf(variable_name));
  const readOnly = present.filter(({ permission }) => permission !== 'READ_WRITE');
  const isMute = missingOf(thing, BUTTON_DEFINITIONS).some(
    ({ variable_name }) => variable_name === ACTION_RESULT,
  );
  return [
    ...wrong.map(({ variable_name, type }) =>
      failed(
        `${variable_name} is ${type}, not ${typeOf(variable_name)}`,
        `delete ${variable_name} in the IoT Cloud, and ${SETUP}`,
      ),
    ),
    ...readOnly.map(({ variable_name, permission }) =>
      warning(
        `${variable_name} is ${permission}: roomcal may not be able to write it`,
        `set ${variable_name} to Read & Write in the IoT Cloud`,
      ),
    ),
    ...(isMute
      ? [warning(`has ${ACTION} and no ${ACTION_RESULT}: nobody is told what came of a press`, SETUP)]
      : []),
    ...(webhook !== undefined && thing.webhook !== webhook
      ? [
          warning(
            `Arduino does not tell roomcal of presses: they are read every ${Math.min(pollSeconds, 60)} s`,
            thing.webhook === undefined
              ? SETUP
              : `take its webhook, ${originOf(thing.webhook)}, from the Thing in the IoT Cloud, and ${SETUP}`,
          ),
        ]
      : []),
  ];
}

/** An address without what only its owner is to know. */
function originOf(address: string): string {
  return URL.parse(address)?.origin ?? 'which is none';
}
