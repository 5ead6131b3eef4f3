import { laidOut } from './dashboard/panel.js';
import { latency, processes, queue, switches } from './dashboard/operation-rows.js';
import { bytes, enforcement, failures, traffic } from './dashboard/verdict-rows.js';
import { METRICS } from './metrics/definitions.js';

/** Of dashboards in Grafana 12.2; older ones are migrated when they are opened. */
const SCHEMA_VERSION = 42;

/** In the order in which somebody on call asks. */
const ROWS = [traffic, failures, latency, queue, switches, enforcement, bytes, processes];

/** A Grafana dashboard of every metric, made from their definitions. Its data source is chosen on it. */
export function dashboard(): object {
  return {
    uid: 'pressproof',
    title: 'pressproof',
    description: 'Verdicts, failures, latency and switches of pressproof.',
    tags: ['pressproof'],
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    timezone: 'browser',
    annotations: { list: [] },
    links: [],
    templating: {
      list: [
        { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', current: {}, hide: 0 },
        chosenBy('job', `label_values(${METRICS.buildInfo.name}, job)`),
        chosenBy('instance', `label_values(${METRICS.buildInfo.name}{job=~"$job"}, instance)`),
      ],
    },
    panels: laidOut(ROWS.map((row) => row())),
  };
}

/** One, several or all values of a label. */
function chosenBy(name: string, query: string): object {
  return {
    name,
    label: name,
    type: 'query',
    datasource: { type: 'prometheus', uid: '${datasource}' },
    definition: query,
    query: { query, refId: name },
    includeAll: true,
    multi: true,
    // matches also series without the label, such as those of a rule of one's own
    allValue: '.*',
    current: { text: ['All'], value: ['$__all'] },
    // when the time range changes: processes come and go
    refresh: 2,
    sort: 1,
    hide: 0,
  };
}
