import { labelOf, type Graph, type Node } from './model.js';
import type { Wire } from './wire.js';

/** Names that a graph sees of the graphs around it. */
interface Scope {
  readonly names: ReadonlyMap<string, number>;
  readonly around: Scope | null;
}

/** Index of what no node makes: inputs and initializers are there from the beginning. */
const GIVEN = -1;

/**
 * Holds a graph and those within it to the rules of names and order (onnx/docs/IR.md, "Graphs" and "Names Within a Graph"):
 * every value is made once, before it is used, and none is made from itself. Linear in the number of names.
 */
export function checkScopes(wire: Wire, graph: Graph): void {
  checkGraph(wire, graph, null);
}

/** @returns the names that it takes from the graphs around it */
function checkGraph(wire: Wire, graph: Graph, around: Scope | null): Set<string> {
  const names = namesOf(wire, graph);
  const scope = { names, around };
  const outer = new Set<string>();
  if (around) {
    for (const name of names.keys()) {
      if (!isVisible(name, around)) continue;
      const message = `${name} is also a name of the graph around this one: readers differ in which one is meant`;
      wire.note('onnx_shadowing', graph.at, message, { part: name, severity: 'warning' });
    }
  }
  const needs = graph.nodes.map((node) => {
    const made = new Set<number>();
    const use = (name: string): void => {
      if (name === '') return;
      const maker = names.get(name);
      if (maker !== undefined) {
        if (maker !== GIVEN) made.add(maker);
      } else if (around && isVisible(name, around)) outer.add(name);
      else {
        const message = `Nothing makes ${name}, which ${labelOf(node)} takes`;
        wire.note('onnx_unresolved_input', node.at, message, { part: labelOf(node) });
      }
    };
    for (const name of node.inputs) use(name);
    for (const { graphs } of node.attributes.values()) {
      for (const inner of graphs) for (const name of checkGraph(wire, inner, scope)) use(name);
    }
    return made;
  });
  for (const { name, at } of graph.outputs) {
    if (name === '' || names.has(name)) continue;
    if (around && isVisible(name, around)) outer.add(name);
    else wire.note('onnx_unresolved_output', at, `Nothing makes ${name}, which is an output`, { part: name });
  }
  checkOrder(wire, graph.nodes, needs);
  return outer;
}

function isVisible(name: string, scope: Scope): boolean {
  for (let at: Scope | null = scope; at; at = at.around) if (at.names.has(name)) return true;
  return false;
}

/** Who makes each name: the index of a node, or GIVEN. What is made twice or has no name is noted. */
function namesOf(wire: Wire, graph: Graph): Map<string, number> {
  const names = new Map<string, number>();
  const outputs = new Set<string>();
  const add = (name: string, maker: number, at: number, what: string, rule: string): void => {
    if (names.has(name)) wire.note(rule, at, `${what} ${name} is there twice`, { part: name });
    else names.set(name, maker);
  };
  for (const { name, at } of graph.inputs) {
    if (name === '') wire.note('onnx_empty_name', at, 'An input of the graph has no name');
    else add(name, GIVEN, at, 'The input', 'onnx_duplicate_input');
  }
  const inputs = new Set(names.keys());
  for (const { name, at } of graph.initializers) {
    if (name === '') wire.note('onnx_empty_name', at, 'An initializer has no name');
    // an initializer may be the default of an input
    else if (!inputs.delete(name)) add(name, GIVEN, at, 'The initializer', 'onnx_duplicate_initializer');
  }
  graph.nodes.forEach((node, index) => {
    if (node.op === '')
      wire.note('onnx_empty_name', node.at, 'A node names no operator', { part: labelOf(node) || null });
    for (const name of node.outputs) {
      if (name !== '') add(name, index, node.at, 'The value', 'onnx_duplicate_output');
    }
  });
  for (const { name, at } of graph.outputs) {
    if (name === '') wire.note('onnx_empty_name', at, 'An output of the graph has no name');
    else if (outputs.has(name))
      wire.note('onnx_duplicate_output', at, `The output ${name} is there twice`, { part: name });
    outputs.add(name);
  }
  return names;
}

/** Notes nodes that use what is made later, and those that need themselves. */
function checkOrder(wire: Wire, nodes: readonly Node[], needs: readonly ReadonlySet<number>[]): void {
  const late = needs.findIndex((made, index) => [...made].some((other) => other >= index));
  if (late < 0) return;
  const cyclic = firstOfCycle(needs);
  const [index, rule, severity] =
    cyclic === null ? ([late, 'onnx_unsorted', 'warning'] as const) : ([cyclic, 'onnx_cycle', 'error'] as const);
  const label = labelOf(nodes[index]!);
  const message = cyclic === null ? `${label} takes what is made after it` : `${label} needs what it makes itself`;
  wire.note(rule, nodes[index]!.at, message, { part: label, severity });
}

/** A node that lies on a cycle or behind one; null: every node can be reached in some order (Kahn's algorithm). */
function firstOfCycle(needs: readonly ReadonlySet<number>[]): number | null {
  const users: number[][] = needs.map(() => []);
  const missing = needs.map(({ size }) => size);
  needs.forEach((made, index) => made.forEach((other) => users[other]!.push(index)));
  const ready = missing.flatMap((count, index) => (count === 0 ? [index] : []));
  let done = 0;
  for (let index = ready.pop(); index !== undefined; index = ready.pop()) {
    done += 1;
    for (const user of users[index]!) {
      missing[user]! -= 1;
      if (missing[user] === 0) ready.push(user);
    }
  }
  return done === needs.length ? null : missing.findIndex((count) => count > 0);
}
