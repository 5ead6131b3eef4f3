import { basename, dirname, join } from 'node:path';
import { invalidArgument } from '../../core/errors.js';
import type { Report } from '../../core/report.js';
import { engineNamed, type Compressed, type CompressParameters } from '../../engines/index.js';
import { compressionOfArm } from '../../guard/experiment/arm-compression.js';
import { guard } from '../../guard/guard.js';
import { settingsFor } from '../../guard/plan/settings.js';
import { checkedRequest } from '../body/checked.js';
import { openDestination, type Destination } from '../destination.js';
import { RequestSubjects } from '../files.js';
import type { Answer, Ask, Route } from '../route.js';
import { compressedSchema } from '../schemas/answer.js';
import { compressRequestSchema, type CompressRequest } from '../schemas/request.js';
import { callOptions, reportHeaders } from './common.js';

type Guarded = Compressed & { readonly validation?: Report };

const GIF = 'image/gif';

export const compressRoute: Route = {
  method: 'post',
  path: '/v1/compress',
  summary: 'Compress a GIF, judge the output, and publish it when it is fit',
  description:
    'With `output` the file appears there, whole or not at all, and the answer describes it; without it the answer is ' +
    'the file, with its verdict in headers. In mode enforce nothing is published that is not fit; in modes shadow and ' +
    'off the answer says nothing of a verdict.',
  work: true,
  body: { schema: compressRequestSchema, parts: ['input'] },
  answers: {
    200: {
      description: 'The output, or where it lies now',
      content: { 'application/json': compressedSchema, [GIF]: 'binary' },
      headers: {
        'Pressproof-Report-Id': 'Of the validation',
        'Pressproof-Verdict': 'Of the validation',
        'Pressproof-Mode': 'In force',
        Link: 'Where the report can be had again',
      },
    },
  },
  problems: {
    404: 'There is no such input',
    422: 'The output was rejected (with `report`: codes validation_failed, validation_inconclusive, validation_partial), or the engine cannot read the input',
    501: 'The engine is not installed on the server',
    504: 'The engine took too long',
  },
  async handle(ask, services) {
    const form = await ask.body();
    const request = checkedRequest(compressRequestSchema, form.request);
    const subjects = new RequestSubjects(services.roots, ask.files, form, services.settings.maxBodyBytes);
    const input = await subjects.bring('input', request.input);
    subjects.refuseUnused();
    const destination =
      request.output === undefined ? null : await openDestination(services.roots, 'output', request.output);
    try {
      return await compressed(request, input, destination, ask);
    } finally {
      await destination?.close();
    }
  },
};

async function compressed(
  request: CompressRequest,
  input: string,
  destination: Destination | null,
  ask: Ask,
): Promise<Answer> {
  const asked = destination?.asked ?? outputName(ask.files.names.get(input) ?? input);
  const output = await ask.files.place(asked);
  const { engine, parameters, sampleKey } = await compressionOf(request, input, ask);
  const compress = guard(engine, { ...callOptions(request, ask), sampleKey });
  const { validation, ...done }: Guarded = await compress(input, output, parameters, ask.signal);
  const headers = validation ? reportHeaders(validation) : {};
  if (!destination) {
    const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(basename(asked))}`;
    const file = { type: GIF, path: output };
    return { status: 200, headers: { ...headers, 'Content-Disposition': disposition }, file, report: validation };
  }
  await destination.publish(output);
  const json = { ...ask.files.named(done), output: asked, ...(validation && { validation }) };
  return { status: 200, headers, json, report: validation };
}

/** Which engine is asked for what: the request says it, or the arm that the input is drawn into. */
async function compressionOf(
  { engine, parameters: stated = {}, experiment, sampleKey }: CompressRequest,
  input: string,
  { signal }: Ask,
) {
  const parameters = stated as CompressParameters;
  if (experiment !== undefined) {
    const settings = settingsFor({}, process.env);
    return await compressionOfArm(experiment, input, settings, { engine, parameters, sampleKey, signal });
  }
  if (engine === undefined) throw invalidArgument('engine', 'the name of an engine', engine);
  return { engine: engineNamed(engine), parameters, sampleKey };
}

/** What the answer is called where nobody named it. */
function outputName(input: string): string {
  return join(dirname(input), `compressed-${basename(input)}`);
}
