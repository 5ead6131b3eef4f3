import { z } from 'zod';
import { reportSchema } from '../../core/report.js';
import { settingsFor } from '../../guard/settings.js';
import { dataWithoutPaths } from '../paths-in-text.js';
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
    const report = dataWithoutPaths(found, (path) => roots.holds(path));
    return await Promise.resolve({ status: 200, headers: reportHeaders(report), json: report });
  },
};
