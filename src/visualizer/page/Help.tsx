import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { KEYS } from './keys.ts';
import { helpIsOpen } from './player.ts';

/** The keys, and what they do. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  useSignalEffect(() => {
    if (helpIsOpen.value && !dialog.current?.open) dialog.current?.showModal();
  });
  return (
    <dialog
      ref={dialog}
      aria-labelledby="help-title"
      onClose={() => {
        helpIsOpen.value = false;
      }}
    >
      <h2 id="help-title">Keys</h2>
      <dl>
        {KEYS.map(({ shown, does }) => (
          <div key={shown}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
