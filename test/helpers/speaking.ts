/** A title that names the terminal's window, colours what follows, and turns it round. */
export const SPEAKING = 'Salary\u001b]0;pwned\u0007\u009b31m\u202e';

/** It, as it must be shown. */
export const SHOWN = 'Salary\\u001b]0;pwned\\u0007\\u009b31m\\u202e';

/** What must reach no terminal out of a text of others. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
export const SPOKEN = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
