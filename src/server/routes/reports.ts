import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { reportSchema, type Report } from '../../core/report.js';
import { relabel } from '../../guard/relabel.js';
import { settingsFor } from '../../guard/plan/settings.js';
import { lastPartOf } from '../paths-in-text.js';
import type { Roots } from '../roots.js';
import { HttpProblem } from '../problem.js';
import type { Route } from '../route.js';
import { reportHeaders } from './common.js';

const id = z.uuid();

export const reportRoute: Route = {
  method: 'get',
  path: '/v1/reports/{id}',
  summary: 'A report by the id of its decision',
  description: 'Of this server or of any process that records in the same results database, also of shadow mode.',
  params: { id: { schema: id, description: '`id` of a report' } },
  answers: { 200: { description: 'The report', content: { 'application/json': reportSchema } } },
  problems: { 404: 'Nobody recorded it, or it was deleted for its age', 503: 'The results database cannot be read' },
  async handle({ params }, { reports, roots }) {
    const asked = params['id'] ?? '';
    const { settings } = settingsFor({}, process.env);
    const found = id.safeParse(asked).success ? reports.get(asked.toLowerCase(), settings.store.path) : null;
    if (!found) throw new HttpProblem(404, 'not_found', `There is no report ${JSON.stringify(asked.slice(0, 100))}`);
    const report = relabel(found, hiddenNames(found, roots));
    return await Promise.resolve({ status: 200, headers: reportHeaders(report), json: report });
  },
};

/** What files of other processes are called here, by their paths: those outside of the roots by their last part alone. */
function hiddenNames({ subject }: Report, roots: Roots): ReadonlyMap<string, string> {
  const paths = [subject.original, subject.output, subject.file].flatMap((file) => file?.path ?? []);
  const hidden = paths.filter((path) => isAbsolute(path) && !roots.holds(path));
  return new Map(hidden.map((path) => [path, lastPartOf(path)]));
}
