import type { Route } from '../route.js';
import { compressRoute } from './compress.js';
import { openapiRoute } from './openapi.js';
import { healthRoute, liveRoute, metricsRoute, readyRoute } from './operation.js';
import { reportRoute } from './reports.js';
import { validateRoute } from './validate.js';

const OTHERS: readonly Route[] = [
  validateRoute,
  compressRoute,
  reportRoute,
  metricsRoute,
  liveRoute,
  readyRoute,
  healthRoute,
];

/** Every place of the interface, one line each; the document that describes them is one of them. */
export const ROUTES: readonly Route[] = [...OTHERS, openapiRoute(OTHERS)];
