// Calls over @connectrpc/connect-web: connectWeb(address)(method, request, options) gives an outcome, whatever the status is.
import { ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-web';
import { newOutcome } from './outcome.mjs';

export function connectWeb(baseUrl) {
  const transport = createGrpcWebTransport({ baseUrl, useBinaryFormat: true });
  return async (method, request, { metadata, timeoutMs, onResponse = () => {} } = {}) => {
    const outcome = newOutcome();
    const abort = new AbortController();
    const options = {
      headers: metadata,
      timeoutMs,
      signal: abort.signal,
      onHeader: (headers) => { outcome.headers = Object.fromEntries(headers); },
      onTrailer: (trailers) => { outcome.trailers = Object.fromEntries(trailers); },
    };
    const start = createClient(method.parent, transport)[method.localName];
    try {
      if (method.methodKind === 'unary') {
        outcome.responses.push(await start(request, options));
      } else {
        for await (const response of start(request, options)) {
          outcome.responses.push(response);
          onResponse(() => abort.abort());
        }
      }
    } catch (thrown) {
      const error = ConnectError.from(thrown);
      Object.assign(outcome, { code: error.code, message: error.rawMessage, trailers: Object.fromEntries(error.metadata) });
    }
    return outcome;
  };
}
