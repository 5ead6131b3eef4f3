/** One aggregation of a query: what it reads and by which labels it answers. */
export interface Aggregation {
  /** As scraped, with the suffix of a histogram. */
  readonly metric: string;
  readonly by: readonly string[];
  readonly matched: readonly string[];
}

/** Every aggregation in a query of ours; all of them are a sum or a maximum over series of one metric. */
export function aggregationsIn(expression: string): Aggregation[] {
  const form = /\b(?:sum|max)(?: by \(([^)]*)\) )?\((?:(?:increase|rate)\()?([a-z_]+)(?:\{([^}]*)\})?/g;
  return [...expression.matchAll(form)].map(([, by = '', metric = '', matchers = '']) => ({
    metric,
    by: by.split(', ').filter((label) => label !== ''),
    matched: [...matchers.matchAll(/(\w+)(?:=~|!=|=)"/g)].map(([, label = '']) => label),
  }));
}

/** Every name of a metric in a query, aggregated or not. */
export function metricsIn(expression: string): string[] {
  return [...expression.matchAll(/\b(?:pressproof|process)_[a-z_]+/g)].map(([name]) => name);
}
