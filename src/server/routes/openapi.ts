import { z } from 'zod';
import { openapiDocument } from '../openapi.js';
import type { Route } from '../route.js';

/** @param others - what there is beside it */
export function openapiRoute(others: readonly Route[]): Route {
  let document: Record<string, unknown> | undefined;
  const route: Route = {
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    description: 'OpenAPI 3.1, made of what requests are checked by.',
    answers: {
      200: { description: 'The document', content: { 'application/json': z.looseObject({ openapi: z.string() }) } },
    },
    problems: {},
    handle: async () =>
      await Promise.resolve({ status: 200, json: (document ??= openapiDocument([...others, route])) }),
  };
  return route;
}
