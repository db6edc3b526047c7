import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { type Arrow, arrowsOf, childrenOf } from '../../src/visualizer/charts/arrows.ts';

/** A machine as a Mermaid state diagram: what leads from state to state, and on which condition. */
export function statechart(machine: AnyStateMachine): string {
  const { root } = machine;
  const arrows = arrowsOf(machine);
  const body = root.type === 'parallel' ? block(root, machine.id, arrows, '  ') : linesOf(root, arrows, '  ');
  return ['```mermaid', 'stateDiagram-v2', ...body, '```'].join('\n');
}

function block(node: AnyStateNode, name: string, arrows: readonly Arrow[], indent: string): string[] {
  return [`${indent}state ${name} {`, ...linesOf(node, arrows, `${indent}  `), `${indent}}`];
}

function linesOf(node: AnyStateNode, arrows: readonly Arrow[], indent: string): string[] {
  const start = node.initial?.target.map((target) => `${indent}[*] --> ${nameOf(target)}`) ?? [];
  const inside = childrenOf(node)
    .filter((child) => childrenOf(child).length > 0)
    .map((child) => block(child, nameOf(child), arrows, indent));
  const divided = inside.flatMap((lines, index) =>
    node.type === 'parallel' && index > 0 ? [`${indent}--`, ...lines] : lines,
  );
  const own = arrows
    .filter((arrow) => isWithin(node, arrow))
    .map(
      ({ source, target, label }) =>
        `${indent}${nameOf(source)} --> ${nameOf(target)}${label && `: ${label}`}`,
    );
  return [...start, ...divided, ...own];
}

/** Whether both ends of an arrow are in `node`, and not both in one of its children. */
function isWithin(node: AnyStateNode, { source: { path: from }, target: { path: to } }: Arrow): boolean {
  const depth = node.path.length;
  const isInside = (path: string[]) =>
    path.length > depth && node.path.every((key, index) => path[index] === key);
  if (!isInside(from) || !isInside(to)) return false;
  return !(from.length > depth + 1 && from[depth] === to[depth]);
}

function nameOf({ path }: AnyStateNode): string {
  return path.join('_') || 'machine';
}
