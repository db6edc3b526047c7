/** Stately's inspector, which takes events by postMessage from the page that frames it. */
const INSPECTOR = 'https://stately.ai/inspect';

/** The page that frames it. */
export const PAGE = {
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; script-src 'self'; connect-src 'self'; frame-src https:; style-src 'unsafe-inline'",
    'referrer-policy': 'no-referrer',
  },
  body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>roomcal: Stately Inspector</title>
<style>html, body, iframe { height: 100%; width: 100%; margin: 0; border: 0; display: block }</style>
<iframe title="Stately Inspector" src="${INSPECTOR}"></iframe>
<script src="/bridge.js"></script>
</html>
`,
};

/** Events wait until the inspector says that it is there; they go to the origin that said so. */
export const SCRIPT = {
  headers: { 'content-type': 'text/javascript; charset=utf-8' },
  body: `const frame = document.querySelector('iframe');
const waiting = [];
let origin;
addEventListener('message', ({ source, data, origin: from }) => {
  if (source !== frame.contentWindow || data?.type !== '@statelyai.connected') return;
  origin = from;
  for (const event of waiting.splice(0)) source.postMessage(event, origin);
});
const events = new EventSource('/events');
events.onmessage = ({ data }) => {
  const event = JSON.parse(data);
  if (origin) frame.contentWindow.postMessage(event, origin);
  else waiting.push(event);
};
// Whoever comes back is told everything once more, and the process may be another one.
events.onerror = () => events.close();
`,
};
