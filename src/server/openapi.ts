import { z } from 'zod';
import { jsonSchema, reportSchema } from '../core/report.js';
import { VERSION } from '../guard/tool.js';
import { REQUEST_PART } from './body/form.js';
import type { Content, Route } from './route.js';
import { compressedSchema, healthSchema, reportsSchema } from './schemas/answer.js';
import { problemSchema } from './schemas/problem.js';
import { compressRequestSchema, validateRequestSchema } from './schemas/request.js';

type Json = Readonly<Record<string, unknown>>;

/** Schemas that have a name in the document; others are written where they are used. */
const NAMED: Readonly<Record<string, z.ZodType>> = {
  Report: reportSchema,
  Reports: reportsSchema,
  Compressed: compressedSchema,
  Health: healthSchema,
  Problem: problemSchema,
  ValidateRequest: validateRequestSchema,
  CompressRequest: compressRequestSchema,
  Json: jsonSchema,
};

/** What every route may answer, and when. */
const COMMON_PROBLEMS: Readonly<Record<number, string>> = {
  403: 'A request of another web page',
  421: 'Another name than that of the server',
  500: 'A fault of the server',
};
const BODY_PROBLEMS: Readonly<Record<number, string>> = {
  400: 'The request is wrong: what, where, and what was expected',
  403: 'A path outside of the roots, or a request of another web page',
  408: 'The request came too slowly',
  413: 'The request, or a file that it names, is too large',
  415: 'The body is neither JSON nor a form',
};
const WORK_PROBLEMS: Readonly<Record<number, string>> = {
  503: 'Too many requests are at work, there is no room for uploads, or the server is stopping: see Retry-After',
};

/** OpenAPI 3.1 of routes, made of the schemas that requests are checked by. */
export function openapiDocument(routes: readonly Route[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operation(route);
  return {
    openapi: '3.1.0',
    info: {
      title: 'pressproof',
      version: VERSION,
      description:
        'Measures the output of a compressor against what was asked, and decides whether it may be published.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths,
    components: {
      schemas: components(),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Where the server was started with a token' },
      },
    },
    // with a token or, where the server has none, without
    security: [{ token: [] }, {}],
  };
}

/** Statuses and reasons of the problems that a route answers. */
export function problemsOf({ body, work = false, open = false, problems }: Route): Readonly<Record<number, string>> {
  return {
    ...COMMON_PROBLEMS,
    ...(!open && { 401: 'The token is missing or another one' }),
    ...(body && BODY_PROBLEMS),
    ...(work && WORK_PROBLEMS),
    ...problems,
  };
}

function operation(route: Route): Json {
  const { method, path, summary, description, open = false, params = {}, body, answers } = route;
  const problem = { 'application/problem+json': { schema: ref('Problem') } };
  const responses: Record<string, { description: string; content: Record<string, unknown>; headers?: unknown }> = {};
  for (const [status, reason] of Object.entries(problemsOf(route))) {
    responses[status] = { description: reason, content: { ...problem } };
  }
  for (const [status, content] of Object.entries(answers)) {
    const { description: said, content: media, headers } = described(content);
    responses[status] = { description: said, content: { ...responses[status]?.content, ...media }, ...headers };
  }
  return {
    operationId: `${method}_${path.replaceAll(/\W+/g, '_').replaceAll(/^_|_$/g, '')}`,
    summary,
    description,
    ...(open && { security: [] }),
    parameters: Object.entries(params).map(([name, { schema, description: what }]) => ({
      name,
      in: 'path',
      required: true,
      description: what,
      schema: schemaOf(schema),
    })),
    ...(body && { requestBody: { required: true, content: bodyOf(body) } }),
    responses,
  };
}

function bodyOf({ schema, parts }: NonNullable<Route['body']>): Json {
  const file = { type: 'string', contentMediaType: 'application/octet-stream', description: 'A file' };
  const form = {
    type: 'object',
    required: [REQUEST_PART],
    properties: { [REQUEST_PART]: schemaOf(schema), ...Object.fromEntries(parts.map((part) => [part, file])) },
    // parts of any name, which the request refers to
    additionalProperties: file,
  };
  return {
    'application/json': { schema: schemaOf(schema) },
    'multipart/form-data': { schema: form, encoding: { [REQUEST_PART]: { contentType: 'application/json' } } },
  };
}

function described({ description, content, headers }: Content) {
  const media = Object.entries(content).map(([type, schema]) => [type, mediaOf(schema)]);
  const named = Object.entries(headers ?? {}).map(([name, what]) => [
    name,
    { description: what, schema: { type: 'string' } },
  ]);
  return {
    description,
    content: Object.fromEntries(media) as Record<string, unknown>,
    headers: headers && { headers: Object.fromEntries(named) as Json },
  };
}

function mediaOf(schema: z.ZodType | 'text' | 'binary'): Json {
  if (schema === 'binary') return {};
  return { schema: schema === 'text' ? { type: 'string' } : schemaOf(schema) };
}

function ref(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

function schemaOf(schema: z.ZodType): Json {
  const name = Object.keys(NAMED).find((known) => NAMED[known] === schema);
  if (name !== undefined) return ref(name);
  if (schema instanceof z.ZodUnion) return { anyOf: (schema.options as z.ZodType[]).map(schemaOf) };
  return bare(z.toJSONSchema(schema, { io: 'input' }));
}

/** The schemas with a name, which refer to each other by it. */
function components(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema)]));
}

/** What OpenAPI says of all schemas at once. */
function bare({ $schema: _, $id: __, id: ___, ...schema }: Json): Json {
  return schema;
}
