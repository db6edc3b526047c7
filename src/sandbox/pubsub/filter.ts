/** Whether a message with these attributes passes. */
export type Filter = (attributes: Record<string, string>) => boolean;

const MAX_BYTES = 256;
const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|([A-Za-z_][\w-]*)|(!=|[:=.,()-]))/y;

/**
 * Compiles a subscription's filter, in Pub/Sub's language: `attributes:key`, `attributes.key = "v"`, `!=`,
 * `hasPrefix(attributes.key, "p")`, NOT (or `-`), AND, OR, and parentheses, without which AND and OR do not mix. Throws
 * an error that says what it did not expect.
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
      return (attributes) => name in attributes;
    }
    const name = key();
    const equal = take('=', '!=') === '=';
    const value = string();
    return (attributes) => (attributes[name] === value) === equal;
  }

  function prefix(): Filter {
    for (const token of ['(', 'attributes', '.']) take(token);
    const name = key();
    take(',');
    const start = string();
    take(')');
    return (attributes) => attributes[name]?.startsWith(start) ?? false;
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
    return token.slice(1, -1).replace(/\\(.)/g, '$1');
  }

  const filter = expression();
  if (at < tokens.length) throw new Error(`${tokens[at]} where the end should be`);
  return filter;
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
