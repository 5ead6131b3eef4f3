import { z } from 'zod';
import { reportSchema } from '../core/report.js';

/** JSON Schema (draft 2020-12) of the report, as shipped with the package. */
export function reportJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(reportSchema, { target: 'draft-2020-12' });
  // a URN names the schema without promising that anything is served at an address
  return { $schema, $id: 'urn:pressproof:report:1', title: 'pressproof report', ...schema };
}
