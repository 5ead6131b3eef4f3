import { defineCheck, type Finding, type Json } from '../../core/check.js';
import type { Structure } from '../contents.js';
import type { ArtifactExpectation } from '../expectation.js';
import type { ArtifactFacts } from '../facts.js';
import type { Concern, Problem } from '../problem.js';

export { ARTIFACT } from './ids.js';

/** `defineCheck` for the facts and expectations of artifacts. */
export const artifactCheck = defineCheck<ArtifactFacts, ArtifactExpectation>();

/** Problems listed in a report. */
const LISTED = 20;

/**
 * The finding on problems of some concerns: errors fail, what was not looked at is inconclusive, warnings warn, none passes.
 * @param fine - what is true where there is none
 */
export function findingOn(problems: readonly Problem[], concerns: readonly Concern[], fine: string): Finding {
  const own = problems.filter(({ concern }) => concerns.includes(concern));
  const errors = own.filter(({ severity }) => severity === 'error');
  const unread = own.filter(({ severity }) => severity === 'unread');
  const warnings = own.filter(({ severity }) => severity === 'warning');
  const all = [...errors, ...unread, ...warnings];
  const [first, ...rest] = all;
  const evidence = {
    expected: { errors: 0 },
    actual: {
      errors: errors.length,
      ...(unread.length > 0 && { unread: unread.length }),
      warnings: warnings.length,
    },
    details: { problems: all.slice(0, LISTED).map(asJson) },
  };
  if (!first) return { outcome: 'passed', message: fine, ...evidence };
  const more = rest.length > 0 ? `; and ${rest.length} more problem${rest.length === 1 ? '' : 's'}` : '';
  const message = `${spoken(first)}${more}`;
  if (errors.length > 0) return { outcome: 'failed', message, ...evidence };
  if (unread.length === 0) return { outcome: 'warned', message, ...evidence };
  return { outcome: 'inconclusive', message, ...evidence, details: { code: 'not_read', ...evidence.details } };
}

/** A finding on all that the artifact holds, as far as all of it was read: what was not may hold more. */
export function onAllRead(finding: Finding, { problems }: Structure): Finding {
  const unread = problems.find(({ severity }) => severity === 'unread');
  if (!unread || !['passed', 'warned'].includes(finding.outcome)) return finding;
  const message = `${spoken(unread)}; of what was read: ${finding.message}`;
  return { ...finding, outcome: 'inconclusive', message, details: { code: 'not_read', ...finding.details } };
}

/** The problem with its rule and place: "... (gguf_magic, a.gguf, byte 0)". */
export function spoken({ rule, file, offset, part, message }: Problem): string {
  const place = [rule, file ?? [], part ?? [], offset === null ? [] : `byte ${offset}`].flat().join(', ');
  return `${message} (${place})`;
}

function asJson({ rule, concern, severity, file, offset, part, message }: Problem): Json {
  return { rule, concern, severity, file, offset, part, message };
}
