import { invalidArgument } from '../../core/errors.js';
import { reportSchema, type Report } from '../../core/report.js';
import type { OutputToValidate } from '../../guard/plan/options.js';
import { validate, validateMany } from '../../guard/validate.js';
import { checkedRequest } from '../body/checked.js';
import { RequestSubjects } from '../files.js';
import type { Answer, Ask, Route } from '../route.js';
import { reportsSchema } from '../schemas/answer.js';
import { validateRequestSchema, type FileField, type ValidateRequest } from '../schemas/request.js';
import { callOptions, reportHeaders } from './common.js';

export const validateRoute: Route = {
  method: 'post',
  path: '/v1/validate',
  summary: 'Judge what a compressor made of an original',
  description:
    'Files are named by paths below the roots of the server, or sent with the request. ' +
    'A missing or ruined output is a verdict, not an error: look at `verdict`. An original has to be there.',
  work: true,
  body: { schema: validateRequestSchema, parts: ['original', 'output'] },
  answers: {
    200: {
      description: 'The report; of `outputs` a list of them',
      content: { 'application/json': reportSchema.or(reportsSchema) },
      headers: {
        'Pressproof-Report-Id': 'Of a single report',
        'Pressproof-Verdict': 'Of a single report',
        'Pressproof-Mode': 'Of a single report',
        Link: 'Where a single report can be had again',
      },
    },
  },
  problems: { 404: 'There is no such original' },
  async handle(ask, services) {
    const form = await ask.body();
    const request = checkedRequest(validateRequestSchema, form.request);
    const subjects = new RequestSubjects(services.roots, ask.files, form, services.settings.maxBodyBytes);
    return request.outputs ? await many(request, subjects, ask) : await one(request, subjects, ask);
  },
};

async function one(request: ValidateRequest, subjects: RequestSubjects, ask: Ask): Promise<Answer> {
  const original = await subjects.bring('original', request.original);
  const output = await subjects.bringOutput('output', request.output);
  subjects.refuseUnused();
  const report = await validate(original, output, callOptions(request, ask));
  return { status: 200, headers: reportHeaders(report), json: report, report };
}

async function many(request: ValidateRequest, subjects: RequestSubjects, ask: Ask): Promise<Answer> {
  const { outputs = [] } = request;
  if (request.output !== undefined) throw invalidArgument('output', 'either output or outputs', request.output);
  const original = await subjects.bring('original', request.original);
  const judged: OutputToValidate[] = [];
  for (const [index, stated] of outputs.entries()) {
    const { output, ...own } = isFile(stated) ? { output: stated } : stated;
    judged.push({ ...own, output: await subjects.bringOutput(`outputs[${index}]`, output) });
  }
  subjects.refuseUnused();
  const reports = await validateMany(original, judged, callOptions(request, ask));
  return { status: 200, json: { reports }, report: worstOf(reports) };
}

function isFile(stated: NonNullable<ValidateRequest['outputs']>[number]): stated is FileField {
  return typeof stated === 'string' || 'upload' in stated;
}

/** For the line of the log. */
function worstOf(reports: readonly Report[]): Report | undefined {
  return reports.find(({ verdict }) => verdict === 'fail') ?? reports.at(0);
}
