/** As much of an OpenAPI document as the page tells. */
export interface Description {
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, unknown> };
}

interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  deprecated?: boolean;
  security?: object[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Shape }> };
  responses: Record<string, { description: string; content?: Record<string, { schema?: Shape }> }>;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Shape;
  description?: string;
  example?: unknown;
}

interface Shape {
  type?: string | string[];
  description?: string;
  examples?: unknown[];
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  anyOf?: Shape[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
}

type Row = [name: string, where: string, type: string, text: string];

const URL_OF_SANDBOX = 'http://127.0.0.1:8080';

/** Each call: what it does, a curl line that does it on the sandbox, what it takes, and what it answers. */
export function apiPage(description: Description): string {
  const calls = Object.entries(withoutReferences(description).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => callOf(method.toUpperCase(), path, operation)),
  );
  return calls.join('\n\n');
}

/** The document with each shared schema where it is referred to. */
function withoutReferences({ paths, components }: Description): Description {
  const follow = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_, one) => {
      const name = one?.$ref?.replace('#/components/schemas/', '');
      return name === undefined ? one : follow(components?.schemas?.[name]);
    });
  return { paths: follow(paths) as Description['paths'] };
}

function callOf(method: string, path: string, operation: Operation): string {
  const { summary, description, deprecated, responses } = operation;
  const rows = parametersOf(operation);
  return [
    `## \`${method} ${path.replace(/\{(\w+)\}/g, ':$1')}\``,
    `${summary}.${deprecated ? ' Deprecated: it is there for older displays.' : ''}`,
    description,
    `\`\`\`sh\n${curlOf(method, path, operation)}\n\`\`\``,
    rows.length > 0 && table(['parameter', 'where', 'type', ''], rows),
    table(['status', 'answer'], Object.entries(responses).map(answerRow)),
    ...Object.entries(responses)
      .filter(([status]) => status.startsWith('2'))
      .flatMap(([, { content = {} }]) => Object.values(content))
      .flatMap(({ schema }) => (schema?.properties ? table(['key', 'type', ''], keysOf(schema)) : [])),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function answerRow([status, { description }]: [string, { description: string }]): string[] {
  return [status, description.replace(/^[^:`]*: (?=`)/, '')];
}

function parametersOf({ parameters = [], requestBody }: Operation): Row[] {
  const body = bodyOf(requestBody);
  return [
    ...parameters.map(({ name, in: where, required, schema, description = '' }): Row => {
      const place = { query: 'query', path: 'path', header: 'header' }[where] ?? where;
      return [code(name), place, typeOf(schema), describe(schema, description, required)];
    }),
    ...Object.entries(body?.properties ?? {}).map(([name, schema]): Row => {
      const isRequired = body?.required?.includes(name) ?? false;
      return [code(name), 'body', typeOf(schema), describe(schema, schema.description ?? '', isRequired)];
    }),
  ];
}

function describe({ minimum, maximum, maxLength }: Shape, description: string, required = false): string {
  const range = minimum !== undefined && maximum !== undefined ? `${minimum} to ${maximum}` : '';
  const length = maxLength === undefined ? '' : `${maxLength.toLocaleString('en')} characters at most`;
  return [required ? 'required' : 'optional', description, range, length].filter(Boolean).join('; ');
}

/** The keys of a reply, those inside another with its name before them. */
function keysOf(shape: Shape, prefix = ''): [string, string, string][] {
  return Object.entries(shape.properties ?? {}).flatMap(([name, schema]) => {
    const inside = schema.items ?? schema.anyOf?.find(({ properties }) => properties) ?? schema;
    const path = `${prefix}${name}${schema.items ? '[]' : ''}`;
    const description = schema.description ?? schema.anyOf?.[0]?.description ?? '';
    const own: [string, string, string] = [code(path), typeOf(schema), description];
    return [own, ...(inside === schema ? [] : keysOf(inside, `${path}.`))];
  });
}

function typeOf({ type, items, anyOf }: Shape): string {
  if (anyOf) return anyOf.map(typeOf).join(' or ');
  if (items) return `array of ${typeOf(items)}s`;
  return [type ?? 'any'].flat().join(' or ');
}

function curlOf(method: string, path: string, { parameters = [], requestBody, security }: Operation): string {
  const exampleOf = ({ examples }: Shape) => examples?.[0];
  const filled = path.replace(/\{(\w+)\}/g, (_, name) =>
    // What a booking has answered, and not an example: it is in the shell.
    name === 'id' ? '$id' : String(parameters.find((parameter) => parameter.name === name)?.example),
  );
  const shape = bodyOf(requestBody);
  const body = Object.entries(shape?.properties ?? {}).flatMap(([name, schema]) =>
    exampleOf(schema) === undefined ? [] : [[name, exampleOf(schema)]],
  );
  const query = parameters.flatMap(({ name, in: where, example }) =>
    where === 'query' && body.length === 0 && example ? [`${name}=${example}`] : [],
  );
  const url = `${URL_OF_SANDBOX}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  return [
    ['curl -s', method !== 'GET' && `-X ${method}`, path.endsWith('/events') && '-N'],
    [security?.length !== 0 && '-u sandbox:sandbox-secret', `"${url}"`],
    body.length > 0
      ? ["-H 'content-type: application/json'", `-d '${JSON.stringify(Object.fromEntries(body))}'`]
      : [],
  ]
    .flat()
    .filter(Boolean)
    .join(' ');
}

function bodyOf(requestBody: Operation['requestBody']): Shape | undefined {
  return requestBody?.content['application/json']?.schema;
}

function code(name: string): string {
  return `\`${name}\``;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
