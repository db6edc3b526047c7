import { describe, expect, it } from 'vitest';
import { buttonMistakesOf } from '../../src/operator/button-checks.ts';

const WEBHOOK = 'https://roomcal.example.org/iot-webhook/token';

/** A Thing that is a button, but for what is given. */
const aButton = (more: object = {}) =>
  ({
    id: 'id',
    name: 'attic',
    webhook: WEBHOOK,
    properties: ['action', 'actionresult'].map((variable_name) => ({
      variable_name,
      type: 'CHARSTRING',
      permission: 'READ_WRITE',
    })),
    ...more,
  }) as never;

describe('what the doctor says of a button', () => {
  it('is nothing where nothing is wrong', () => {
    expect(buttonMistakesOf(aButton(), WEBHOOK, 30)).toEqual([]);
    expect(buttonMistakesOf(aButton({ webhook: undefined }), undefined, 30)).toEqual([]);
  });

  it.each([
    [30, 30],
    [300, 60],
  ])(
    'of which Arduino does not tell, and Things are swept every %i s: how often it is read',
    (poll, often) => {
      const [{ says = '' } = {}] = buttonMistakesOf(aButton({ webhook: undefined }), WEBHOOK, poll);
      expect(says).toContain(`they are read every ${often} s`);
    },
  );

  it('of which Arduino tells somebody else: whom, and nothing that only that one may know', () => {
    const webhook = 'https://elsewhere.example.org/hook?key=secret';
    const [{ mend = '' } = {}] = buttonMistakesOf(aButton({ webhook }), WEBHOOK, 30);
    expect(mend).toContain('take its webhook, https://elsewhere.example.org, from the Thing');
  });

  it('that can not be written', () => {
    const action = { variable_name: 'action', type: 'CHARSTRING', permission: 'READ_ONLY' };
    const found = buttonMistakesOf(aButton({ properties: [action] }), WEBHOOK, 30);
    expect(found.map(({ says }) => says)).toEqual([
      'action is READ_ONLY: roomcal may not be able to write it',
      'has action and no actionresult: nobody is told what came of a press',
    ]);
  });
});
