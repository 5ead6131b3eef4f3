import { Constants, type Known } from './constants.js';
import { labelOf, type Graph, type Node } from './model.js';
import type { Wire } from './wire.js';

/** Values of a single result: 4 GB of float32. What real models make between their layers is a hundredth of it. */
const MAX_VALUES = 1e9;
/** Rounds of a loop that is only ended by their number. At a microsecond each it is half an hour. */
const MAX_ROUNDS = 2 ** 31;

/**
 * Notes nodes that by their constants alone make more than memories hold, and loops that nothing ends. What they make
 * from inputs is not known before the model runs.
 */
export function checkBombs(wire: Wire, graph: Graph): void {
  follow(wire, graph, null);
}

function follow(wire: Wire, graph: Graph, around: Constants | null): Constants {
  const constants = new Constants(graph, around);
  // what a bomb made is handed on to all behind it: it is named, they are not
  const blown = new Set<string>();
  for (const node of graph.nodes) {
    const { shape } = constants.follow(node);
    const values = shape ? shape.reduce((product, size) => product * Math.max(0, size), 1) : 0;
    if (values > MAX_VALUES) {
      if (!node.inputs.some((name) => blown.has(name))) noteBomb(wire, node, shape!, values);
      for (const name of node.outputs) blown.add(name);
    }
    for (const { graphs } of node.attributes.values()) {
      for (const inner of graphs) {
        const within = follow(wire, inner, constants);
        if (node.op === 'Loop' && node.domain === '') checkLoop(wire, node, inner, constants, within);
      }
    }
  }
  return constants;
}

function noteBomb(wire: Wire, node: Node, shape: readonly number[], values: number): void {
  const message = `${node.op} makes ${shape.join(' x ')} = ${values} values from constants, more than ${MAX_VALUES}`;
  const part = labelOf(node);
  wire.note('onnx_memory_bomb', node.at, message, { part, severity: 'warning', concern: 'safety' });
}

/** A loop goes on while its body's first output holds, and at most as often as its first input says. */
function checkLoop(wire: Wire, node: Node, body: Graph, outside: Constants, inside: Constants): void {
  const [rounds, goOn] = node.inputs;
  const most = rounds ? outside.of(rounds).values?.[0] : Infinity;
  const [answer] = body.outputs;
  const [, asked] = body.inputs;
  const answered = answer ? inside.of(sourceOf(body, answer.name)) : null;
  const isHandedOn = answer !== undefined && asked !== undefined && sourceOf(body, answer.name) === asked.name;
  const begins = !goOn || isTrue(outside.of(goOn));
  const endless = begins && (isHandedOn || (answered !== null && isTrue(answered)));
  if (!endless || most === undefined || most < MAX_ROUNDS) return;
  const message = `The condition of the loop is always true, and it may go on ${most === Infinity ? 'for ever' : `${most} times`}`;
  wire.note('onnx_endless_loop', node.at, message, { part: labelOf(node), severity: 'warning', concern: 'safety' });
}

function isTrue({ values }: Known): boolean {
  return values?.length === 1 && values[0] !== 0;
}

/** What a name stands for once nodes that only hand on are left out. */
function sourceOf({ nodes }: Graph, name: string): string {
  const handedOn = new Map(
    nodes.filter(({ op }) => op === 'Identity' || op === 'Cast').map(({ outputs, inputs }) => [outputs[0], inputs[0]]),
  );
  const seen = new Set<string>();
  for (let at = name; ;) {
    const next = handedOn.get(at);
    if (next === undefined || seen.has(at)) return at;
    seen.add(at);
    at = next;
  }
}
