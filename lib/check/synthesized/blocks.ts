import { blocks, isValues, Values } from "../../core/terraform/values";
import { objectsOf } from "../../inventory/terraform/objects";
import type { NamedStack } from "../../inventory/terraform/stacks";

/** @internal A resource or data source of a configuration, as far as it decides about the order of an apply. */
export interface ConfiguredBlock {
  /** The address, which begins with the stack if there are several: "publish/type.name". */
  readonly address: string;
  /** The name of the stack. */
  readonly stack: string;
  /** The addresses that it refers to, through locals too. */
  readonly references: readonly string[];
  /** Whether its lifecycle sets `create_before_destroy`. */
  readonly createBeforeDestroy: boolean;
}

const ADDRESS = /(?<![\w./-])(?:data\.)?[a-z][a-z0-9_]*\.[A-Za-z0-9_-]+/g;

/**
 * The blocks of a stack.
 *
 * @param prefix what the addresses begin with
 * @internal
 */
export function blocksOf({ name, terraform }: NamedStack, prefix: string): ConfiguredBlock[] {
  const objects = objectsOf(terraform);
  const known = new Set(objects.map(({ address }) => address));
  const locals = Object.assign({}, ...blocks(terraform.locals)) as Values;
  const referencesIn = (value: unknown, within: readonly string[] = []): string[] =>
    textsIn(value).flatMap((text) =>
      [...text.matchAll(ADDRESS)].flatMap(([found]) => {
        if (known.has(found)) return [found];
        if (!found.startsWith("local.")) return [];
        const local = found.slice("local.".length);
        if (within.includes(local)) return [];
        return referencesIn(locals[local], [...within, local]);
      }),
    );
  return objects.map(({ address, values }) => ({
    address: prefix + address,
    stack: name,
    references: [...new Set(referencesIn(values))].filter((each) => each !== address).map((each) => prefix + each),
    createBeforeDestroy: blocks(values.lifecycle).some((each) => each.create_before_destroy === true),
  }));
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isValues(value)) return [];
  return Object.entries(value).flatMap(([key, each]) => (key === "//" ? [] : textsIn(each)));
}

/**
 * The blocks that Terraform replaces by creating first: those that declare it, and everything that one of these depends
 * on.
 *
 * @internal
 */
export function createdFirst(all: readonly ConfiguredBlock[]): ReadonlySet<string> {
  const found = new Set<string>();
  const byAddress = new Map(all.map((block) => [block.address, block]));
  const visit = (address: string): void => {
    if (found.has(address)) return;
    found.add(address);
    byAddress.get(address)?.references.forEach(visit);
  };
  for (const { address, createBeforeDestroy } of all) if (createBeforeDestroy) visit(address);
  return found;
}

/**
 * Everything that each block depends on, directly or not, as Terraform records it in the state. Blocks with the same
 * references, such as the records of a tunnel, share one list.
 *
 * @internal
 */
export function dependenciesOf(all: readonly ConfiguredBlock[]): ReadonlyMap<string, readonly string[]> {
  const byAddress = new Map(all.map((block) => [block.address, block]));
  const known = new Map<string, Set<string>>();
  const closureOf = (references: readonly string[]): Set<string> => {
    const key = references.join();
    const existing = known.get(key);
    if (existing !== undefined) return existing;
    const closure = new Set<string>();
    known.set(key, closure);
    for (const reference of references) {
      closure.add(reference);
      for (const each of closureOf(byAddress.get(reference)?.references ?? [])) closure.add(each);
    }
    return closure;
  };
  const lists = new Map<Set<string>, string[]>();
  const listOf = (closure: Set<string>): string[] => {
    const list = lists.get(closure) ?? [...closure];
    lists.set(closure, list);
    return list;
  };
  return new Map(all.map(({ address, references }) => [address, listOf(closureOf(references))]));
}
