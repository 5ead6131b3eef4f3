import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openapiDocument, problemsOf } from '../../src/server/openapi.js';
import { ROUTES } from '../../src/server/routes/index.js';
import { fixture } from '../support/cli.js';
import { form, post, rootFolder, testServer } from '../support/server.js';

type Json = Record<string, unknown>;

interface Operation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Json }> };
  readonly responses: Record<
    string,
    { readonly description: string; readonly content: Record<string, { schema?: Json }> }
  >;
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Json> };
}

const document = openapiDocument(ROUTES) as unknown as Document;

/** A schema of the document that stands alone: what it refers to moves to where JSON Schema looks for it. */
function checker(schema: Json): z.ZodType {
  const whole = { ...schema, $defs: document.components.schemas };
  return z.fromJSONSchema(JSON.parse(JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/')) as Json);
}

/** Holds an answer against the document: its status, its media type and its body are described there. */
async function held(method: string, path: string, response: Response): Promise<string> {
  const operation = document.paths[path]?.[method];
  const media = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const described = operation?.responses[String(response.status)]?.content[media];
  expect({ path, status: response.status, media, described: described !== undefined }).toMatchObject({
    described: true,
  });
  const text = await response.text();
  const isJson = media.endsWith('json') && described?.schema;
  const found = isJson ? checker(described.schema!).safeParse(JSON.parse(text)) : null;
  expect(found?.error?.issues ?? []).toEqual([]);
  return `${response.status} ${media}`;
}

const ball = { name: 'ball.gif', bytes: readFileSync(fixture('ball')) };
const register = { name: 'register.gif', bytes: readFileSync(fixture('register')) };

describe('every answer is one that the document describes', () => {
  test('of the routes that judge', async () => {
    const { url } = await testServer({ 'server.roots': [rootFolder()], 'server.maxBodyBytes': 100_000 });
    const validate = async (request: unknown) =>
      await held('post', '/v1/validate', await post(`${url}/v1/validate`, request));
    const compress = async (request: unknown, input = ball) => {
      const body = form(request, { input });
      return await held('post', '/v1/compress', await fetch(`${url}/v1/compress`, { method: 'POST', body }));
    };
    const both = { original: 'ball.gif', output: 'held.gif' };
    expect(await validate(both)).toBe('200 application/json');
    expect(await validate({ ...both, mode: 'off' })).toBe('200 application/json');
    expect(await validate({ original: 'ball.gif', outputs: ['ball.gif', 'held.gif'] })).toBe('200 application/json');
    expect(await validate({ ...both, operation: 'none' })).toBe('400 application/problem+json');
    expect(await validate({ ...both, original: '/etc/passwd' })).toBe('403 application/problem+json');
    expect(await validate({ original: 'x'.repeat(200_000) })).toBe('413 application/problem+json');
    const engine = 'sharp';
    expect(await compress({ engine })).toBe('200 image/gif');
    expect(await compress({ engine, output: 'a.gif' })).toBe('200 application/json');
    expect(await compress({ engine, output: 'a.gif', mode: 'shadow' })).toBe('200 application/json');
    const ruinous = { engine, parameters: { colors: 3 }, mode: 'enforce' };
    expect(await compress(ruinous, register)).toBe('422 application/problem+json');
    expect(await compress({ engine: 'gifenc', parameters: { lossy: 9 } })).toBe('400 application/problem+json');
  });

  test('of the others', async () => {
    const { url } = await testServer({ 'server.roots': [rootFolder()] });
    const get = async (path: string, at = path, headers = {}) =>
      await held('get', at, await fetch(`${url}${path}`, { headers }));
    for (const path of ['/livez', '/readyz', '/healthz', '/openapi.json']) {
      expect(await get(path)).toBe('200 application/json');
    }
    expect(await get('/metrics')).toBe('200 text/plain');
    expect(await get('/healthz', '/healthz', { Accept: 'text/html' })).toBe('200 text/html');
    expect(await get('/v1/reports/none', '/v1/reports/{id}')).toBe('404 application/problem+json');
    const judged = await post(`${url}/v1/validate`, { original: 'ball.gif', output: 'ball.gif' });
    const id = judged.headers.get('pressproof-report-id') ?? '';
    expect(await get(`/v1/reports/${id}`, '/v1/reports/{id}')).toBe('200 application/json');
  });
});

describe('the document', () => {
  test('is served as it is, and says OpenAPI 3.1', async () => {
    const { url } = await testServer();
    const served = await (await fetch(`${url}/openapi.json`)).json();
    expect(served).toEqual(JSON.parse(JSON.stringify(document)));
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
  });

  test('names every route with a name of its own, and every status that the route can answer', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
    expect(operations.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(
      ROUTES.map(({ method, path }) => `${method} ${path}`).toSorted(),
    );
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(ROUTES.length);
    for (const route of ROUTES) {
      const { responses } = document.paths[route.path]![route.method]!;
      const statuses = new Set([...Object.keys(route.answers), ...Object.keys(problemsOf(route))]);
      expect(new Set(Object.keys(responses))).toEqual(statuses);
      expect(Object.values(responses).every(({ description }) => description !== '')).toBe(true);
    }
  });

  test('refers to nothing that is not in it', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref!);
    expect(references.length).toBeGreaterThan(10);
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(references.filter((reference) => !known.includes(reference))).toEqual([]);
  });

  test('accepts the requests that the server accepts, and refuses those that it refuses', () => {
    const schema = checker(document.paths['/v1/validate']!['post']!.requestBody!.content['application/json']!.schema);
    expect(
      schema.safeParse({ original: 'a.gif', outputs: [{ output: { upload: 'x' }, coverage: 'sampled' }] }).success,
    ).toBe(true);
    for (const wrong of [{ orignal: 'a' }, { expectation: { colors: 0 } }, { mode: 'maybe' }, { original: '' }, []]) {
      expect(schema.safeParse(wrong).success).toBe(false);
    }
  });
});
