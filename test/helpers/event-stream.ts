import { once } from 'node:events';
import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

/** Server-sent events as a client reads them. */
export interface EventStream {
  status: number;
  headers: IncomingHttpHeaders;
  /** The next block of lines, without the blank one; undefined once the stream has ended. */
  block(): Promise<string | undefined>;
  /** The data of the next event, past comments. */
  data(): Promise<Record<string, unknown>>;
  /** The data of the next event that is `wanted`. */
  until(wanted: (data: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  /** The response as it comes, for whoever reads it in another way. */
  response: IncomingMessage;
  /** Goes away, as a client does whose cable is pulled. */
  leave(): void;
}

export async function followEvents(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
  const request = get(url, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  request.on('error', () => undefined);
  response.on('error', () => undefined).setEncoding('utf8');
  const blocks = blocksOf(response);
  const stream: EventStream = {
    status: response.statusCode!,
    headers: response.headers,
    response,
    async block() {
      const { value, done } = await blocks.next();
      return done ? undefined : value;
    },
    data: () => stream.until(() => true),
    async until(wanted) {
      for (;;) {
        const block = await stream.block();
        if (block === undefined) throw new Error('the stream has ended');
        const line = block.split('\n').find((one) => one.startsWith('data: '));
        if (!line) continue;
        const data = JSON.parse(line.slice('data: '.length));
        if (wanted(data)) return data;
      }
    },
    leave: () => request.destroy(),
  };
  return stream;
}

async function* blocksOf(response: IncomingMessage): AsyncGenerator<string, void> {
  let text = '';
  for await (const chunk of response) {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop()!;
    yield* blocks;
  }
}
