import type { PlannedAction } from "../../../lib/check/model";
import { ApplyOrder } from "../../../lib/check/order/apply-order";
import type { ChangeNode } from "../../../lib/check/order/change-nodes";
import type { ApplyInput, ConfigurationBlock, RecordedObject } from "../../../lib/check/order/prior-state";

interface Block {
  readonly name: string;
  readonly references: string[];
  readonly createBeforeDestroy: boolean;
  readonly keys?: string[];
}

const BLOCK = /([\w.]+)(\*?)(?:\{([^}]*)\})?(?:\[((?:[^\]"]|"[^"]*"\])*)\])?(?:,\s*|$)/gy;

/** Parses 'a, b*[a], f{p,q}[b], x[f["p"]]': the star is create_before_destroy, the brackets contain references. */
function parse(text: string): Block[] {
  const matches = [...text.matchAll(BLOCK)].filter(([whole]) => whole !== "");
  if (matches.map(([whole]) => whole).join("") !== text) throw new Error(`not a configuration: ${text}`);
  return matches.map(([, name, star, keys, references]) => ({
    name,
    references: references === undefined || references === "" ? [] : references.split(/,\s*/).map(address),
    createBeforeDestroy: star === "*",
    ...(keys !== undefined && { keys: keys.split(",") }),
  }));
}

function address(name: string): string {
  return name.replace(/^((?:module\.\w+\.)*)/, "$1t.");
}

function plain(name: string): string {
  return name.replace(/\["\w+"\]/g, "");
}

/** The blocks of a configuration. */
export function blocks(text: string): ConfigurationBlock[] {
  return parse(text).map(({ name, references, createBeforeDestroy }) => ({
    address: address(name),
    references,
    createBeforeDestroy,
  }));
}

/** The state after the apply of a configuration. */
export function recorded(text: string): RecordedObject[] {
  const parsed = parse(text);
  const byName = new Map(parsed.map((block) => [address(block.name), block]));
  const closure = (block: Block, found = new Set<string>()): Set<string> => {
    for (const each of block.references.map(plain)) {
      if (found.has(each)) continue;
      found.add(each);
      closure(byName.get(each)!, found);
    }
    return found;
  };
  const forced = new Set<string>();
  for (const block of parsed.filter(({ createBeforeDestroy }) => createBeforeDestroy)) {
    for (const each of [address(block.name), ...closure(block)]) forced.add(each);
  }
  return parsed.flatMap((block) =>
    (block.keys ?? [undefined]).map((key) => ({
      address: `${address(block.name)}${key === undefined ? "" : `["${key}"]`}`,
      block: address(block.name),
      dependencies: [...closure(block)],
      createBeforeDestroy: forced.has(address(block.name)),
    })),
  );
}

const ACTIONS: { readonly [name: string]: PlannedAction } = { dtc: "delete-create", ctd: "create-delete" };

/** Parses 'a=update f["q"]=create b=dtc'. */
export function changes(text: string): ApplyInput["changes"] {
  return text
    .split(" ")
    .filter((each) => each !== "")
    .map((each) => {
      const at = each.lastIndexOf("=");
      const [name, action] = [each.slice(0, at), each.slice(at + 1)];
      return { address: address(name), block: address(plain(name)), action: ACTIONS[action] ?? action } as never;
    });
}

export interface Scenario {
  readonly before?: string;
  readonly after: string;
  readonly plan: string;
  /** More objects of the state, or others. */
  readonly state?: readonly RecordedObject[];
  readonly refreshes?: boolean;
}

/** The input that a scenario describes. */
export function input({ before = "", after, plan, state, ...options }: Scenario): ApplyInput {
  return { blocks: blocks(after), recorded: state ?? recorded(before), changes: changes(plan), ...options };
}

/** The order of a scenario. */
export function orderOf(scenario: Scenario): ApplyOrder {
  return new ApplyOrder(input(scenario));
}

/** The short name of a call: "a", "a(d)" for a deletion, "a(dep)" for a deposed object. */
export function nameOf({ address: instance, operation, deposed }: ChangeNode): string {
  const name = instance.replace(/(^|\.)t\./, "$1");
  if (deposed !== undefined) return `${name}(dep)`;
  return operation === "delete" ? `${name}(d)` : operation === "forget" ? `${name}(f)` : name;
}

/** The position of a call by its short name. */
export function find(order: { readonly nodes: readonly ChangeNode[] }, name: string): number {
  const position = order.nodes.findIndex((node) => nameOf(node) === name);
  if (position < 0) throw new Error(`no call ${name}`);
  return position;
}

/** Each pair "x after y". Expands chains: "c after b after a; x after a". */
export function pairs(text: string): string[] {
  const found = new Set<string>();
  for (const chain of text.split(/;\s*/).filter((each) => each !== "")) {
    const links = chain.split(" after ").map((each) => each.split(/,\s*/));
    links.forEach((later, i) =>
      links.slice(i + 1).forEach((earlier) => {
        for (const a of later) for (const b of earlier) found.add(`${a} after ${b}`);
      }),
    );
  }
  return [...found].sort();
}

/** All pairs of an order. */
export function allPairs(order: ApplyOrder): string[] {
  const { nodes } = order;
  return nodes
    .flatMap((later, i) =>
      nodes.flatMap((earlier, j) => (order.waits(i, j) ? [`${nameOf(later)} after ${nameOf(earlier)}`] : [])),
    )
    .sort();
}

/** All pairs in the next apply. */
export function pairsAfter(
  order: ApplyOrder,
  { done = [], failed = [], aside = [] }: { done?: string[]; failed?: string[]; aside?: string[] },
): string[] {
  const set = (names: string[]) => new Set(names.map((name) => find(order, name)));
  const progress = { done: set(done), failed: set(failed), aside: set(aside) };
  return order.nodes
    .flatMap((later, i) =>
      progress.done.has(i)
        ? []
        : order.waitsFor(i, progress).map((j) => `${nameOf(later)} after ${nameOf(order.nodes[j])}`),
    )
    .sort();
}
