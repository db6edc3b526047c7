import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** What leads from a state to a state, and on which condition. */
export interface Arrow {
  source: AnyStateNode;
  target: AnyStateNode;
  /** The event as people say it, and in brackets the guard; empty where neither has a name. */
  label: string;
}

/** The arrows of a machine, those of its outer states first. */
export function arrowsOf({ root }: AnyStateMachine): Arrow[] {
  const arrows: Arrow[] = [];
  for (let nodes = [root]; nodes.length > 0; nodes = nodes.flatMap(childrenOf)) {
    const transitions = nodes.flatMap((node) => [...node.transitions.values(), node.always ?? []].flat());
    for (const transition of transitions) {
      const { source, target = [] } = transition;
      const label = labelOf(transition);
      arrows.push(...target.map((one) => ({ source, target: one, label })));
    }
  }
  return arrows;
}

export function childrenOf({ states }: AnyStateNode): AnyStateNode[] {
  return Object.values(states);
}

/** What triggers a transition, `after refresh due [the refresh is due]`. */
export function labelOf({ eventType, guard }: AnyTransitionDefinition): string {
  return [eventName(eventType), guard && `[${conditionOf(guard)}]`].filter(Boolean).join(' ');
}

/** The guard by its name, and what it is asked about where that is a word: `it is mine`. */
function conditionOf(guard: object | string): string {
  if (typeof guard !== 'object' || !('type' in guard)) return String(guard);
  const { type, params } = guard as { type: string; params?: unknown };
  return typeof params === 'string' ? `${type} ${params}` : type;
}

/** The event as people say it: `after renewal due` for `xstate.after.renewal due.channel.live`. */
function eventName(type: string): string {
  const [, kind, rest = ''] = type.match(/^xstate\.(after|done|error)\.(.*)$/) ?? [];
  if (kind === 'after') return `after ${rest.split('.')[0]}`;
  return kind ?? type;
}
