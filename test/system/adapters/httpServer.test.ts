import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { askOverHttp } from '../../../src/adapters/httpServer';
import { neverAborted } from '../../support/fakePorts';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(
    servers.splice(0).map(
      (server) =>
        new Promise((resolve) => {
          server.close(resolve);
          server.closeAllConnections();
        }),
    ),
  );
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

test('credentials go to their own origin and nowhere else', async () => {
  const seen: (readonly [where: string, headers: IncomingHttpHeaders])[] = [];
  const other = await serve(({ headers }, response) => {
    seen.push(['other', headers]);
    response.end('{}');
  });
  const own = await serve(({ headers, url }, response) => {
    seen.push(['own', headers]);
    if (url === '/moved') response.writeHead(302, { location: `${other}/x` });
    response.end('{"status":"success"}');
  });
  const ask = askOverHttp((origin) => Promise.resolve(origin === own ? 'Bearer for-own' : undefined));

  expect(await ask(`${own}/api/v1/rules`, neverAborted())).toEqual({ kind: 'answered', value: { status: 'success' } });
  expect(await ask(`${own}/moved`, neverAborted())).toEqual({
    kind: 'silent',
    reason: `${own} points elsewhere; redirections are not followed.`,
  });
  expect(await ask(`${other}/x`, neverAborted())).toEqual({ kind: 'answered', value: {} });
  expect(seen.map(([where, { authorization }]) => [where, authorization])).toEqual([
    ['own', 'Bearer for-own'],
    ['own', 'Bearer for-own'],
    ['other', undefined],
  ]);
});

test('says why there is no answer', async () => {
  const server = await serve(({ url }, response) => {
    if (url === '/secret') response.statusCode = 401;
    if (url === '/broken') response.statusCode = 500;
    response.end('<html>');
  });
  const ask = askOverHttp();
  const reason = async (address: string): Promise<unknown> => {
    const answer = await ask(address, neverAborted());
    return answer.kind === 'silent' ? answer.reason : answer;
  };
  expect(await reason(`${server}/`)).toBe(`${server} did not answer in JSON.`);
  expect(await reason(`${server}/secret`)).toBe(`${server} answered 401: it wants other credentials.`);
  expect(await reason(`${server}/broken`)).toBe(`${server} answered 500.`);
  expect(await reason('file:///etc/passwd')).toBe('file:///etc/passwd is no address of a server.');
  expect(await reason('http://ada:hunter22@127.0.0.1/')).toBe('Addresses must not carry a password.');
  const stopped = new AbortController();
  stopped.abort();
  await expect(ask(server, stopped.signal)).rejects.toThrow();
});
