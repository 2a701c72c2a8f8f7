// Runs in the browser: asks its own server for [client, case] pairs, runs each against the gRPC-Web server that the address names,
// and posts a list of what failed in each ('' where nothing did), in the same order.
import { cases } from './cases.mjs';
import { connectWeb } from './connect-web.mjs';
import { grpcWeb } from './grpc-web.mjs';

const caseLimitMs = 10_000;
const server = new URLSearchParams(location.search).get('server');
const clients = {
  'connect-web': connectWeb(server),
  'grpc-web': grpcWeb(server, 'binary'),
  'grpc-web-text': grpcWeb(server, 'text'),
};

const limit = () => new Promise((_, reject) => { setTimeout(() => reject(new Error(`not finished in ${caseLimitMs} ms`)), caseLimitMs); });

async function failureOf(client, name) {
  try {
    await Promise.race([cases[name](clients[client]), limit()]);
    return '';
  } catch (error) {
    return `${error.stack ?? error}`;
  }
}

const failures = [];
for (const [client, name] of await (await fetch('/cases')).json()) failures.push(await failureOf(client, name));
await fetch('/failures', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(failures) });
