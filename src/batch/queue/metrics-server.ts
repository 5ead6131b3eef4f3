import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reasonOf, UsageError } from '../../core/errors.js';
import { scrape } from '../../guard/record/metrics.js';

export interface MetricsServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Answers Prometheus with the figures of this process, at /metrics and nowhere else.
 * @param port - 0: any free one
 * @throws UsageError `cannot_listen`
 */
export async function serveMetrics(host: string, port: number): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Expected GET /metrics\n');
      return;
    }
    scrape().then(
      ({ contentType, text }) => response.writeHead(200, { 'Content-Type': contentType }).end(text),
      (error: unknown) => response.writeHead(500, { 'Content-Type': 'text/plain' }).end(`${reasonOf(error)}\n`),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `Metrics cannot be served at ${host}, port ${port}: ${reasonOf(cause)}`;
      reject(new UsageError('cannot_listen', message, { cause }));
    });
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}/metrics`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
