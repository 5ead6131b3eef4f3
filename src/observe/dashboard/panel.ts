/** Columns of Grafana's grid. */
const COLUMNS = 24;

/** Grid rows of a panel, 30 px each: a chart with its legend. */
const HEIGHT = 8;

const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const;

export interface Target {
  readonly expr: string;
  /** Labels in `{{ }}` are filled in. */
  readonly legend: string;
}

/** How a panel shows its numbers. */
export type Unit = 'short' | 's' | 'bytes' | 'percentunit' | 'ops' | 'Bps';

export interface Panel {
  readonly title: string;
  /** What it tells, and what to do when it looks bad. */
  readonly description: string;
  readonly type: 'timeseries' | 'stat' | 'state-timeline';
  readonly unit: Unit;
  readonly targets: readonly Target[];
  /** Columns of the grid; default half of it. */
  readonly width?: number;
  /** Series add up to a whole. */
  readonly stacked?: boolean;
  /** Words for values. */
  readonly words?: Readonly<Record<string, string>>;
  /** Above it the panel turns red. */
  readonly redOver?: number;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** Panels in Grafana's words, in reading order, each below its row's title. */
export function laidOut(rows: readonly Row[]): object[] {
  const panels: object[] = [];
  let y = 0;
  for (const { title, panels: ofRow } of rows) {
    panels.push({
      id: panels.length + 1,
      type: 'row',
      title,
      collapsed: false,
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
      panels: [],
    });
    y += 1;
    let x = 0;
    for (const panel of ofRow) {
      const w = panel.width ?? COLUMNS / 2;
      if (x + w > COLUMNS) {
        x = 0;
        y += HEIGHT;
      }
      panels.push({ id: panels.length + 1, ...drawn(panel), gridPos: { x, y, w, h: HEIGHT } });
      x += w;
    }
    y += HEIGHT;
  }
  return panels;
}

function drawn({ title, description, type, unit, targets, stacked = false, words, redOver }: Panel): object {
  const steps = [{ color: 'green', value: null }, ...(redOver === undefined ? [] : [{ color: 'red', value: redOver }])];
  const mappings = words && [
    {
      type: 'value',
      options: Object.fromEntries(Object.entries(words).map(([value, text], index) => [value, { text, index }])),
    },
  ];
  return {
    type,
    title,
    description,
    datasource: DATASOURCE,
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        // increase() extrapolates to the edges of its time, and nobody counts thirds of subjects
        ...(type === 'stat' && unit === 'short' && { decimals: 0 }),
        mappings: mappings ?? [],
        thresholds: { mode: 'absolute', steps },
        ...(type === 'timeseries' && { custom: curve(stacked, redOver !== undefined) }),
      },
      overrides: [],
    },
    options: optionsOf(type),
    targets: targets.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource: DATASOURCE,
      editorMode: 'code',
      expr,
      legendFormat: legend,
      range: type !== 'stat',
      instant: type === 'stat',
    })),
  };
}

function curve(stacked: boolean, hasLimit: boolean): object {
  return {
    drawStyle: 'line',
    lineWidth: 1,
    fillOpacity: stacked ? 30 : 5,
    // a time without traffic is a gap, not a line between what was before and after
    spanNulls: false,
    showPoints: 'auto',
    stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
    thresholdsStyle: { mode: hasLimit ? 'line' : 'off' },
  };
}

function optionsOf(type: Panel['type']): object {
  const legend = { displayMode: 'list', placement: 'bottom', showLegend: true };
  const tooltip = { mode: 'multi', sort: 'desc' };
  if (type === 'timeseries') return { legend, tooltip };
  if (type === 'state-timeline') return { legend, tooltip, mergeValues: true, showValue: 'auto', rowHeight: 0.8 };
  return { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false }, colorMode: 'value', textMode: 'auto' };
}
