import { describe, expect, it } from 'vitest';
import { sameText } from '../../../src/http/access/credentials.ts';
import { aHouse, BASIC, BEARER, basic, CLIENT_ID, CLIENT_SECRET, refusedWith } from '../a-building.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('whoever knows the Arduino credentials', () => {
  const ways: [string, Record<string, string>, string][] = [
    ['Bearer and client_id', BEARER, `client_id=${CLIENT_ID}&`],
    ['bearer in lower case', { authorization: `bearer ${CLIENT_SECRET}` }, `client_id=${CLIENT_ID}&`],
    ['BEARER in upper case', { authorization: `BEARER ${CLIENT_SECRET}` }, `client_id=${CLIENT_ID}&`],
    [
      'several blanks after Bearer',
      { authorization: `Bearer   ${CLIENT_SECRET}` },
      `client_id=${CLIENT_ID}&`,
    ],
    ['Basic', BASIC, ''],
    ['several blanks after Basic', { authorization: BASIC.authorization.replace(' ', '   ') }, ''],
    ['Basic without padding', { authorization: BASIC.authorization.replace(/=+$/, '') }, ''],
    ['basic in lower case', { authorization: BASIC.authorization.replace('Basic', 'basic') }, ''],
    ['Basic with a client_id of someone else beside it', BASIC, 'client_id=other&'],
  ];
  it.each(ways)('may read a room with %s', async (_, headers, parameters) => {
    const { app } = await aHouse();
    const url = `/meetings?${parameters}room_name=blue_room`;
    expect((await app.inject({ url, headers })).statusCode).toBe(200);
  });

  it.each(['/meetings', '/start_watching', '/stop_watching'])('may POST %s', async (url) => {
    const { app } = await aHouse();
    const inBody = { client_id: CLIENT_ID, room_name: 'blue_room' };
    const headers = BEARER;
    const response = await app.inject({ method: 'POST', url, headers, body: inBody });
    expect(response.statusCode).toBeLessThan(300);
  });

  it.each([
    ['client_id in the query of a POST', `?client_id=${CLIENT_ID}`, BEARER],
    ['Basic', '', BASIC],
  ])('may POST with %s', async (_, query, headers) => {
    const { app } = await aHouse();
    const body = { room_name: 'blue_room' };
    const response = await app.inject({ method: 'POST', url: `/meetings${query}`, headers, body });
    expect(response.statusCode).toBe(201);
  });

  it('may have a colon in the secret', async () => {
    const { app, context } = await aHouse();
    context.service = { ...context.service!, clientSecret: 'a:b:c' };
    const headers = basic(`${CLIENT_ID}:a:b:c`);
    expect((await app.inject({ url: '/meetings?room_name=blue_room', headers })).statusCode).toBe(200);
  });

  it.each([
    ['a longer secret', `${CLIENT_SECRET} and more`],
    ['a secret that is longer than all that is compared', 'x'.repeat(4_096)],
  ])('may read a room after somebody has come with %s', async (_, secret) => {
    const { app } = await aHouse();
    const ask = (headers: Record<string, string>) =>
      app.inject({ url: '/meetings?room_name=blue_room', headers });
    refusedWith('UNAUTHORIZED', await ask(basic(`${CLIENT_ID}:${secret}`)));
    expect((await ask(BASIC)).statusCode).toBe(200);
  });
});

describe('whoever does not', () => {
  const id = `client_id=${CLIENT_ID}&`;
  const padded = `${BASIC.authorization.replace(/=+$/, '')}==`;
  const refused: [string, Record<string, string>, string][] = [
    ['no header', {}, id],
    ['an empty header', { authorization: '' }, id],
    ['Bearer without client_id', BEARER, ''],
    ['Bearer with an empty client_id', BEARER, 'client_id=&'],
    ['Bearer with a wrong client_id', BEARER, 'client_id=someone&'],
    ['Bearer with two client_ids', BEARER, `${id}${id}`],
    ['Bearer with a wrong secret', { authorization: 'Bearer guess' }, id],
    ['Bearer with a longer secret', { authorization: `Bearer ${CLIENT_SECRET}x` }, id],
    ['Bearer with nothing', { authorization: 'Bearer' }, id],
    ['Bearer with an empty secret', { authorization: 'Bearer ' }, id],
    ['the secret in another case', { authorization: `Bearer ${CLIENT_SECRET.toUpperCase()}` }, id],
    ['the secret without a scheme', { authorization: CLIENT_SECRET }, id],
    ['another scheme', { authorization: `Digest ${CLIENT_SECRET}` }, id],
    ['Basic with a wrong id', basic(`someone:${CLIENT_SECRET}`), id],
    ['Basic with a wrong secret', basic(`${CLIENT_ID}:guess`), id],
    ['Basic without a secret', basic(`${CLIENT_ID}:`), id],
    [
      'the first letter of the secret behind the id',
      basic(`${CLIENT_ID}${CLIENT_SECRET[0]}:${CLIENT_SECRET.slice(1)}`),
      '',
    ],
    ['Basic without a colon', basic(CLIENT_SECRET), id],
    ['Basic with nothing', { authorization: 'Basic' }, id],
    ['Basic that is not base64', { authorization: 'Basic %%%' }, id],
    ['Basic that is not UTF-8', { authorization: `Basic ${Buffer.from([255, 58]).toString('base64')}` }, id],
    ['a word after the secret', { authorization: `Bearer ${CLIENT_SECRET} anything` }, id],
    ['the secret twice', { authorization: `Bearer ${CLIENT_SECRET} ${CLIENT_SECRET}` }, id],
    ['a comma after the secret', { authorization: `Bearer ${CLIENT_SECRET}, Basic x` }, id],
    ['a blank after the secret', { authorization: `Bearer ${CLIENT_SECRET} ` }, id],
    ['a tab after the secret', { authorization: `Bearer ${CLIENT_SECRET}\t` }, id],
    ['a tab after Bearer', { authorization: `Bearer\t${CLIENT_SECRET}` }, id],
    ['a tab before the secret', { authorization: `Bearer \t${CLIENT_SECRET}` }, id],
    ['a no-break space after Bearer', { authorization: `Bearer\u00a0${CLIENT_SECRET}` }, id],
    ['a no-break space after the secret', { authorization: `Bearer ${CLIENT_SECRET}\u00a0` }, id],
    ['a blank before Bearer', { authorization: ` Bearer ${CLIENT_SECRET}` }, id],
    ['a blank within the secret', { authorization: `Bearer ${CLIENT_SECRET.replace(/^./, '$& ')}` }, id],
    ['a word after Basic', { authorization: `${BASIC.authorization} anything` }, ''],
    ['Basic twice', { authorization: `${BASIC.authorization} ${BASIC.authorization}` }, ''],
    ['text behind the padding of Basic', { authorization: `${padded}anything` }, ''],
    ['marks that are no base64 after Basic', { authorization: `${BASIC.authorization}!` }, ''],
    ['a blank after Basic', { authorization: `${BASIC.authorization} ` }, ''],
    ['a tab within Basic', { authorization: BASIC.authorization.replace(/....$/, '\t$&') }, ''],
    ['a colon after the secret in Basic', basic(`${CLIENT_ID}:${CLIENT_SECRET}:`), ''],
    ['a blank after the secret in Basic', basic(`${CLIENT_ID}:${CLIENT_SECRET} `), ''],
    ['Basic in a Bearer', { authorization: `Bearer ${base64(`${CLIENT_ID}:${CLIENT_SECRET}`)}` }, id],
  ];
  it.each(refused)('gets 401 with %s', async (_, headers, parameters) => {
    const { app } = await aHouse();
    const url = `/meetings?${parameters}room_name=blue_room`;
    refusedWith('UNAUTHORIZED', await app.inject({ url, headers }));
  });

  it.each(['/meetings', '/start_watching', '/stop_watching'])(
    'gets 401 from POST %s, and nothing is done',
    async (url) => {
      const { app, ports } = await aHouse();
      const before = [...ports.calls];
      const body = { client_id: CLIENT_ID, room_name: 'blue_room' };
      refusedWith('UNAUTHORIZED', await app.inject({ method: 'POST', url, body }));
      expect(ports.calls).toEqual(before);
    },
  );

  it('is counted by room, but not under names of rooms that are not there', async () => {
    const { app, context } = await aHouse();
    for (const name of ['blue_room', 'no_such_room', 'nor_this'])
      refusedWith('UNAUTHORIZED', await app.inject(`/meetings?room_name=${name}`));
    const counted = (await context.metrics.text()).match(/^roomcal_unauthorized_total.*$/gm);
    expect(counted).toEqual(['roomcal_unauthorized_total{room_name="blue_room"} 1']);
  });

  it('is told both ways to come: with HTTP Basic, and as a bearer', async () => {
    const { app } = await aHouse();
    const { headers } = await app.inject('/meetings?room_name=blue_room');
    expect(headers['www-authenticate']).toEqual(['Basic realm="roomcal"', 'Bearer realm="roomcal"']);
  });

  it('does not learn which rooms there are, nor what a request should look like', async () => {
    const { app } = await aHouse();
    refusedWith('UNAUTHORIZED', await app.inject('/meetings?room_name=no_such_room'));
    refusedWith('UNAUTHORIZED', await app.inject('/meetings'));
    refusedWith('UNAUTHORIZED', await app.inject({ method: 'POST', url: '/meetings', body: { a: 1 } }));
  });
});

describe('two texts', () => {
  it.each([
    ['', '', true],
    ['secret', 'secret', true],
    ['secret', 'secres', false],
    ['secret', 'secre', false],
    ['', 'secret', false],
    ['é', 'é', true],
  ])('%j and %j are compared whatever their lengths', (a, b, same) => {
    expect(sameText(a, b)).toBe(same);
  });
});
