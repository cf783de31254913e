import { startWebServer } from './web-server.ts';

/** Stands before a token endpoint and passes everything on; told to, it lets answers get lost after the server made them. */
export async function startLossyGate(tokenEndpoint: string) {
  let toLose = 0;
  const web = await startWebServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { 'content-type': type = '', authorization } = request.headers;
    const headers = { 'content-type': type, ...(authorization ? { authorization } : {}) };
    const answer = await fetch(tokenEndpoint, { method: 'POST', body: Buffer.concat(chunks), headers });
    const body = await answer.text();
    if (toLose > 0) {
      toLose -= 1;
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(body);
  });
  return {
    port: web.port,
    tokenEndpoint: `http://127.0.0.1:${web.port}/token`,
    loses: (answers: number): void => {
      toLose = answers;
    },
    close: web.close,
  };
}
