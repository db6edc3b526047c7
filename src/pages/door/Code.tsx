import { useMemo } from 'preact/hooks';
import { encode } from 'uqr';
import { words } from './model.ts';
import { bookingAddress } from './pass.ts';

/** The quiet zone that readers of codes want, in modules. */
const QUIET = 4;

/** The code that books from a telephone. */
export function Code() {
  const address = bookingAddress.value;
  const drawn = useMemo(() => (address === undefined ? undefined : drawing(address)), [address]);
  if (!drawn) return null;
  return (
    <figure class="code">
      <svg viewBox={`0 0 ${drawn.size} ${drawn.size}`} role="img" aria-label={words.value.code}>
        <path d={drawn.path} />
      </svg>
      <figcaption>{words.value.scan}</figcaption>
    </figure>
  );
}

/** Rows of dark modules as one path: thousands of rectangles would be slow. */
function drawing(text: string): { size: number; path: string } {
  const { size, data } = encode(text, { ecc: 'L', border: QUIET });
  let path = '';
  for (const [y, row] of data.entries())
    for (let x = 0; x < row.length; x++) {
      let end = x;
      while (row[end]) end += 1;
      if (end > x) path += `M${x} ${y}h${end - x}v1h${x - end}z`;
      x = end;
    }
  return { size, path };
}
