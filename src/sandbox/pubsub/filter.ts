/** Whether a message with these attributes passes. */
export type Filter = (attributes: Record<string, string>) => boolean;

const MAX_BYTES = 256;
const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|(\w[\w-]*)|(!=|[:=.,()-]))/y;
/** In a string: hexadecimal, Unicode, octal, and any one sign. */
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-3][0-7]{2})|(.))/g;
/** What does not print, by the letter that stands for it. */
const LETTERS: Record<string, string> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * Compiles a subscription's filter, in Pub/Sub's language (https://cloud.google.com/pubsub/docs/subscription-message-filter):
 * `attributes:key`, `attributes.key = "v"`, `!=`, `hasPrefix(attributes.key, "p")`, NOT (or `-`), AND, OR, and parentheses,
 * without which AND and OR do not mix. A key of other signs than letters, digits, hyphens and underscores is quoted. Throws an
 * error that says what it did not expect.
 */
export function compileFilter(text: string): Filter {
  if (Buffer.byteLength(text) > MAX_BYTES) throw new Error(`a filter has ${MAX_BYTES} bytes at most`);
  const tokens = tokensOf(text);
  let at = 0;

  const take = (...expected: string[]): string => {
    const token = tokens[at++] ?? 'the end';
    if (!expected.includes(token)) throw new Error(`${token} where ${expected.join(' or ')} should be`);
    return token;
  };

  function expression(): Filter {
    const clauses = [clause()];
    const operator = tokens[at];
    while (tokens[at] === operator && (operator === 'AND' || operator === 'OR')) {
      at++;
      clauses.push(clause());
    }
    return operator === 'OR'
      ? (attributes) => clauses.some((one) => one(attributes))
      : (attributes) => clauses.every((one) => one(attributes));
  }

  function clause(): Filter {
    const token = take('NOT', '-', '(', 'attributes', 'hasPrefix');
    if (token === 'NOT' || token === '-') {
      const denied = clause();
      return (attributes) => !denied(attributes);
    }
    if (token === '(') {
      const inside = expression();
      take(')');
      return inside;
    }
    return token === 'attributes' ? comparison() : prefix();
  }

  function comparison(): Filter {
    if (take(':', '.') === ':') {
      const name = key();
      return (attributes) => attributeOf(attributes, name) !== undefined;
    }
    const name = key();
    const equal = take('=', '!=') === '=';
    const value = string();
    return (attributes) => (attributeOf(attributes, name) === value) === equal;
  }

  function prefix(): Filter {
    for (const token of ['(', 'attributes', '.']) take(token);
    const name = key();
    take(',');
    const start = string();
    take(')');
    return (attributes) => attributeOf(attributes, name)?.startsWith(start) ?? false;
  }

  function key(): string {
    const token = tokens[at] ?? '';
    if (token.startsWith('"')) return string();
    if (!/^\w/.test(token)) throw new Error(`${token || 'the end'} where a key should be`);
    at++;
    return token;
  }

  function string(): string {
    const token = tokens[at++] ?? 'the end';
    if (!token.startsWith('"')) throw new Error(`${token} where a string should be`);
    return unescaped(token.slice(1, -1));
  }

  const filter = expression();
  if (at < tokens.length) throw new Error(`${tokens[at]} where the end should be`);
  return filter;
}

/** What stands there of a message itself, and not of every object. */
function attributeOf(attributes: Record<string, string>, name: string): string | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

function unescaped(text: string): string {
  return text.replace(ESCAPE, (_, hex, short, long, octal, sign) => {
    if (octal) return String.fromCodePoint(Number.parseInt(octal, 8));
    const code = hex ?? short ?? long;
    if (code === undefined) return LETTERS[sign] ?? sign;
    const point = Number.parseInt(code, 16);
    if (point > 0x10_ff_ff) throw new Error(`\\U${code} is no character`);
    return String.fromCodePoint(point);
  });
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const rest = text.trimEnd();
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < rest.length; ) {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(rest)?.[0];
    if (token === undefined) throw new Error(`${rest.slice(from).trim()[0]} where a word should be`);
    tokens.push(token.trim());
  }
  return tokens;
}
