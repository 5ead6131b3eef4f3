import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import type { Settings } from '../config/index.js';
import type { Report } from '../core/report.js';
import type { Form } from './body/form.js';
import type { HealthWatch } from './health.js';
import type { RecordedReports } from './reports.js';
import type { Roots } from './roots.js';
import type { RequestFiles } from './spool.js';

/** What handlers work with. */
export interface Services {
  readonly settings: Settings['server'];
  readonly roots: Roots;
  readonly reports: RecordedReports;
  readonly health: HealthWatch;
  /**
   * What of a text of ours may be told: no path outside of the roots.
   * @param key - the member of an answer that holds it
   */
  readonly shown: (text: string, key?: string) => string;
}

/** One request, as far as a handler needs it. */
export interface Ask {
  readonly incoming: IncomingMessage;
  /** Parts of the path, by name. */
  readonly params: Readonly<Record<string, string>>;
  /** Fires when the client is gone, or waited long enough while the server stops. */
  readonly signal: AbortSignal;
  /** Private files, which go when the answer is sent. */
  readonly files: RequestFiles;
  /** @throws HttpProblem */
  body(): Promise<Form>;
}

/** An answer without its wire: one of `json`, `text`, `file`. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly json?: unknown;
  readonly text?: { readonly type: string; readonly body: string } | undefined;
  readonly file?: { readonly type: string; readonly path: string } | undefined;
  /** What it says of a subject, for the log. */
  readonly report?: Report | undefined;
}

export interface Content {
  readonly description: string;
  /** By media type. A text is described by no schema. */
  readonly content: Readonly<Record<string, z.ZodType | 'text' | 'binary'>>;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** One place of the interface: what it takes, what it answers, and how. The document is made of it. */
export interface Route {
  readonly method: 'get' | 'post';
  /** With parts in braces, as OpenAPI writes them. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  /** Whether it is answered without a token, for probes that can show none. */
  readonly open?: boolean | undefined;
  /** Whether it counts as work: bounded in number, waited for at the end, refused while stopping. */
  readonly work?: boolean | undefined;
  readonly params?: Readonly<Record<string, { readonly schema: z.ZodType; readonly description: string }>> | undefined;
  /** A body of JSON; as a form it is the part `request`, and these parts are files. */
  readonly body?: { readonly schema: z.ZodType; readonly parts: readonly string[] } | undefined;
  /** Beside problems. */
  readonly answers: Readonly<Record<number, Content>>;
  /** Statuses of problems that are its own, and when; those of every route are added. */
  readonly problems: Readonly<Record<number, string>>;
  handle(ask: Ask, services: Services): Promise<Answer>;
}

/** Whether an address, without its query, is one of a route. */
export function isAddress(path: string, route: Pick<Route, 'path'>): boolean {
  const pattern = route.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(path);
}
