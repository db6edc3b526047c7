import { CLIENT_ID, CLIENT_SECRET } from '../a-building.ts';

// What each kind of client of the Python service sends, byte for byte. A piece is one write: a segment of its own.

const HOST = 'roomcal.example.org';
const BODY = { room_name: 'blue_room', client_id: CLIENT_ID };

export interface Call {
  method: 'POST' | 'DELETE';
  path: string;
  body: object;
  secret?: string;
}

export const book = (more: object = {}): Call => ({
  method: 'POST',
  path: '/meetings',
  body: { ...BODY, ...more },
});
export const cancel = (id: string): Call => ({ method: 'DELETE', path: `/meeting/${id}`, body: BODY });
export const startWatching: Call = { method: 'POST', path: '/start_watching', body: BODY };

/**
 * The sketch for the Giga R1, over WiFiSSLClient: `println` of a text with a CR of its own ends CR CR LF, but that of a
 * number, and the empty one, does not.
 */
export function giga({ method, path, body, secret = CLIENT_SECRET }: Call): string[] {
  const payload = JSON.stringify(body);
  const lines = [
    [`${method} ${path} HTTP/1.1\r`],
    ['Host: ', `${HOST}\r`],
    ['Content-Type: application/json\r'],
    ['Content-Length: ', String(payload.length)],
    ['Connection: close\r'],
    ['Authorization: Bearer ', `${secret}\r`],
    [],
  ];
  return [...lines.flatMap((line) => [...line, '\r\n']), payload];
}

/** ArduinoHttpClient 0.6, `beginRequest` to `endRequest`: its own headers first, each part written alone. */
export function arduinoHttpClient({ method, path, body, secret = CLIENT_SECRET }: Call): string[] {
  const payload = JSON.stringify(body);
  const header = (name: string, value: string) => [name, ': ', value, '\r\n'];
  return [
    ...[method, ' ', path, ' HTTP/1.1', '\r\n'],
    ...['Host: ', HOST, '\r\n'],
    ...header('User-Agent', 'Arduino/2.2.0'),
    ...header('Connection', 'close'),
    ...header('Content-Type', 'application/json'),
    ...header('Content-Length', String(payload.length)),
    ...header('Authorization', `Bearer ${secret}`),
    '\r\n',
    payload,
  ];
}

/** Python's `requests`, with which the updater starts to watch: the body in a segment of its own, blanks after colons. */
export function pythonRequests({ method, path, body, secret = CLIENT_SECRET }: Call): string[] {
  const payload = JSON.stringify(body).replaceAll('":', '": ').replaceAll(',"', ', "');
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${HOST}`,
    'User-Agent: python-requests/2.34.2',
    'Accept-Encoding: gzip, deflate',
    'Accept: */*',
    'Connection: keep-alive',
    `Authorization: Bearer ${secret}`,
    `Content-Length: ${payload.length}`,
    'Content-Type: application/json',
  ];
  return [`${lines.join('\r\n')}\r\n\r\n`, payload];
}

/** `curl -d`, which calls a body a form. */
export function curl({ method, path, body, secret = CLIENT_SECRET }: Call): string[] {
  const payload = JSON.stringify(body);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${HOST}`,
    'User-Agent: curl/7.88.1',
    'Accept: */*',
    `Authorization: Bearer ${secret}`,
    `Content-Length: ${payload.length}`,
    'Content-Type: application/x-www-form-urlencoded',
  ];
  return [`${lines.join('\r\n')}\r\n\r\n${payload}`];
}

/** Firmware written by hand: no more than the server needs, names in any case, no type, a blank or none after the colon. */
export function byHand({ method, path, body, secret = CLIENT_SECRET }: Call): string[] {
  const payload = JSON.stringify(body);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `HOST:${HOST}`,
    `authorization:Bearer ${secret}`,
    `CONTENT-length:${payload.length}`,
    'connection:Close',
  ];
  const middle = Math.floor(payload.length / 2);
  return [`${lines.join('\r\n')}\r\n\r\n`, payload.slice(0, middle), payload.slice(middle)];
}
