import { isKnownDomain } from './check-model.js';
import { labelOf, type Graph, type Model, type Node } from './model.js';
import { FOREIGN_OPERATORS, OWN_OPERATORS } from './operators.js';
import type { Wire } from './wire.js';

/** Nodes that functions may become once they are put in place of their calls. Real models have some 100,000. */
const MAX_INLINED = 10_000_000;

/**
 * Holds every node to the operators that we know: others are code of whoever loads the model, and a person has to look.
 * @returns how often each operator comes
 */
export function checkOperators(wire: Wire, { graph, functions, opsets }: Model): Map<string, number> {
  const own = new Map(functions.map((each) => [`${each.domain}::${each.name}`, each]));
  const counts = new Map<string, number>();
  const bodies = [...(graph ? [{ body: graph, opsets }] : []), ...functions];
  for (const { body, opsets: imports } of bodies) {
    const imported = new Set(imports.map(({ domain }) => domain));
    for (const node of nodesOf(body)) judge(wire, node, imported, own, counts);
  }
  checkInlining(wire, own);
  return counts;
}

/** Every node of a graph and of those within it. */
function* nodesOf(graph: Graph): Generator<Node> {
  const waiting = [graph];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const node of next.nodes) {
      yield node;
      for (const { graphs } of node.attributes.values()) for (const inner of graphs) waiting.push(inner);
    }
  }
}

type Functions = ReadonlyMap<string, { readonly name: string; readonly at: number; readonly body: Graph }>;

function judge(wire: Wire, node: Node, opsets: ReadonlySet<string>, own: Functions, counts: Map<string, number>): void {
  const { op, domain, at } = node;
  const title = domain === '' ? op : `${domain}::${op}`;
  counts.set(title, (counts.get(title) ?? 0) + 1);
  const isImported = opsets.has(domain);
  // nearly all of them
  if (isImported && domain === '' && OWN_OPERATORS.has(op)) return;
  const part = { part: labelOf(node) };
  const flag = { ...part, severity: 'warning', concern: 'safety' } as const;
  if (!isImported) {
    const message = `${title} is of an operator set that is not imported: ${domain || 'ai.onnx'}`;
    // onnxruntime takes the newest of those that it brings with it
    const isOwn = isKnownDomain(domain) && domain !== '';
    wire.note('onnx_opset_missing', at, message, isOwn ? { ...part, severity: 'warning' } : part);
  }
  if (FOREIGN_OPERATORS.has(op)) {
    wire.note('onnx_foreign_operator', at, `${title} runs code that is not in the model`, flag);
  } else if (own.has(`${domain}::${op}`)) {
    return;
  } else if (!isKnownDomain(domain)) {
    wire.note('onnx_custom_domain', at, `${title} is of a library that we do not know: ${domain}`, flag);
  } else if (domain === '' && op !== '' && !OWN_OPERATORS.has(op)) {
    wire.note('onnx_unknown_operator', at, `ONNX has no operator ${op}: it is of a library that we do not know`, flag);
  }
}

/** Functions that call themselves, and those that call others that often that no memory holds them. */
function checkInlining(wire: Wire, own: Functions): void {
  const sizes = new Map<string, number>();
  // depth first without recursion: a chain of functions is as long as its author likes
  const open = new Map<string, string[]>();
  for (const root of own.keys()) {
    const path = sizes.has(root) ? [] : [root];
    for (let name = path.at(-1); name !== undefined; name = path.at(-1)) {
      const { body, at, name: title } = own.get(name)!;
      const calls = open.get(name) ?? [...new Set(callsOf(body, own))];
      open.set(name, calls);
      const next = calls.pop();
      if (next !== undefined) {
        if (sizes.has(next)) continue;
        if (open.has(next)) {
          wire.note('onnx_function_cycle', at, `The function ${title} calls itself`, { part: title });
          return;
        }
        path.push(next);
        continue;
      }
      const size = callsOf(body, own).reduce((sum, each) => sum + sizes.get(each)!, body.nodes.length);
      if (size > MAX_INLINED) {
        const message = `The function ${title} becomes ${size} nodes, more than ${MAX_INLINED}`;
        wire.note('onnx_function_bomb', at, message, { part: title, severity: 'warning', concern: 'safety' });
        return;
      }
      sizes.set(name, size);
      open.delete(name);
      path.pop();
    }
  }
}

function callsOf(body: Graph, own: Functions): string[] {
  return [...nodesOf(body)].map(({ domain, op }) => `${domain}::${op}`).filter((name) => own.has(name));
}
