import { door, step } from './player.ts';

const DOOR = [
  'busynow',
  'curevmtg',
  'curevtm',
  'curevstart',
  'curevend',
  'nextevmtg',
  'nextevtm',
  'nextevstart',
  'nextevend',
];

/** What the Thing holds; what this step wrote is marked. */
export function Properties() {
  const values = door.value;
  const news = step.value?.set ?? {};
  const names = [...DOOR, ...Object.keys(values).filter((name) => !DOOR.includes(name))];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section class="properties" aria-labelledby="properties-title" tabIndex={0}>
      <h2 id="properties-title">Properties</h2>
      <table>
        <colgroup>
          <col />
          <col />
          <col />
        </colgroup>
        <thead class="hidden">
          <tr>
            <th scope="col">property</th>
            <th scope="col">value</th>
            <th scope="col">changed</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => {
            const isNew = name in news;
            const value = values[name];
            return (
              <tr key={name} class={isNew ? 'new' : undefined}>
                <th scope="row">{name}</th>
                <td class={value === undefined || value === '' ? 'empty' : undefined}>
                  {value === undefined ? 'N/A' : value === '' ? 'empty' : String(value)}
                </td>
                <td class="mark">{isNew && <abbr title="written by this step">new</abbr>}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
