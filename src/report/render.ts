import type { Report } from '../core/report.js';

/** What a renderer must know of a check; the registries of the domains hold more. */
export interface Rule {
  readonly id: string;
  readonly category: string;
  readonly docs: { readonly summary: string; readonly explain: string; readonly remedy: string };
}

/** Pictures of one subject, as `data:image/...` URIs, so that a page needs nothing beside itself. */
export interface Media {
  readonly original?: string | undefined;
  readonly output?: string | undefined;
}

export interface RenderInput {
  readonly reports: readonly Report[];
  readonly title: string;
  /** ISO 8601, UTC. A parameter, so that rendering stays a pure function. */
  readonly generatedAt: string;
  /** Documentation of the checks, from the registry of the reports' domain. */
  readonly rules: readonly Rule[];
  /** What made each output (e.g. `gifsicle --lossy=80`), in the order of the reports. */
  readonly labels?: readonly (string | undefined)[];
  /** In the order of the reports. Only the HTML page shows them. */
  readonly media?: readonly (Media | undefined)[];
}

/** Reports to the text of one file, with a newline at its end. */
export type Renderer = (input: RenderInput) => string;
