import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** A machine as a Mermaid state diagram: what leads from state to state, and on which condition. */
export function statechart(machine: AnyStateMachine): string {
  const { root } = machine;
  const body = root.type === 'parallel' ? block(root, machine.id, '  ') : linesOf(root, '  ');
  return ['```mermaid', 'stateDiagram-v2', ...body, '```'].join('\n');
}

function block(node: AnyStateNode, name: string, indent: string): string[] {
  return [`${indent}state ${name} {`, ...linesOf(node, `${indent}  `), `${indent}}`];
}

function linesOf(node: AnyStateNode, indent: string): string[] {
  const children = Object.values(node.states);
  const start = node.initial?.target.map((target) => `${indent}[*] --> ${nameOf(target)}`) ?? [];
  const inside = children
    .filter(({ states }) => Object.keys(states).length > 0)
    .map((child) => block(child, nameOf(child), indent));
  const divided = inside.flatMap((lines, index) =>
    node.type === 'parallel' && index > 0 ? [`${indent}--`, ...lines] : lines,
  );
  const arrows = arrowsWithin(node).map((arrow) => indent + arrow);
  return [...start, ...divided, ...arrows];
}

/** The arrows whose ends are both in `node`, and not both in one of its children. */
function arrowsWithin(node: AnyStateNode): string[] {
  const depth = node.path.length;
  return transitionsIn(node).flatMap(({ source, target = [], eventType, guard }) =>
    target
      .filter((to) => to.path.length > depth && node.path.every((key, index) => to.path[index] === key))
      .filter((to) => !(source.path.length > depth + 1 && source.path[depth] === to.path[depth]))
      .map((to) => `${nameOf(source)} --> ${nameOf(to)}${labelOf(eventType, guard)}`),
  );
}

function transitionsIn(node: AnyStateNode): AnyTransitionDefinition[] {
  const children = Object.values(node.states);
  const own = children.flatMap((child) => [...child.transitions.values(), child.always ?? []].flat());
  const leaving = children.flatMap((child) =>
    transitionsIn(child).filter(({ target = [] }) =>
      target.some((to) => to.path[child.path.length - 1] !== child.key),
    ),
  );
  return [...own, ...leaving];
}

function labelOf(eventType: string, guard: AnyTransitionDefinition['guard']): string {
  const condition = guard
    ? `[${typeof guard === 'object' && 'type' in guard ? guard.type : String(guard)}]`
    : '';
  const label = [eventName(eventType), condition].filter(Boolean).join(' ');
  return label && `: ${label}`;
}

/** The event as people say it: `after renewal due` for `xstate.after.renewal due.channel.live`. */
function eventName(type: string): string {
  const [, kind, rest = ''] = type.match(/^xstate\.(after|done|error)\.(.*)$/) ?? [];
  if (kind === 'after') return `after ${rest.split('.')[0]}`;
  return kind ?? type;
}

function nameOf({ path }: AnyStateNode): string {
  return path.join('_') || 'machine';
}
