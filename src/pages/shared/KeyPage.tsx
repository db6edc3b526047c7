import type { Refusal } from './refusal.ts';
import { startWith } from './secrets.ts';
import type { Words } from './words.ts';

interface Props {
  words: Words;
  /** The room that it is for; all of them in the lobby. */
  room: string | undefined;
  refusal: Refusal | undefined;
}

/** Where there is no key, or one that is refused: how to get one, and where to put it. */
export function KeyPage({ words, room, refusal }: Props) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const key = String(new FormData(event.currentTarget as HTMLFormElement).get('key') ?? '').trim();
    if (key) startWith('key', key);
  };
  const rooms = room === undefined ? ' --room all' : ` --room ${/^[\w.-]+$/.test(room) ? room : `'${room}'`}`;
  const may = room === undefined ? 'read' : 'read,book';
  return (
    <main class="key-page">
      <h1>{refusal ? whyNot(refusal, words) : words.key_wanted}</h1>
      {refusal?.message && <p class="message">{refusal.message}</p>}
      <p>{words.key_how}</p>
      <code>
        npx roomcal key new --name '{room ?? 'lobby'}'{rooms} --may {may}
      </code>
      <p>{words.key_then}</p>
      <form onSubmit={submit}>
        <label>
          <span>{words.key_label}</span>
          <input name="key" autocomplete="off" autocapitalize="none" spellcheck={false} required />
        </label>
        <button type="submit">{words.key_use}</button>
      </form>
    </main>
  );
}

function whyNot({ code }: Refusal, words: Words): string {
  const text = (words as Readonly<Record<string, string>>)[`key_${code}`];
  return text ?? words.key_otherwise;
}
