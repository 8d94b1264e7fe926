import { objectsOf, TerraformObject } from "./objects";
import type { SynthesizedStack } from "./read";
import { block, blocks, isValues, text, Values } from "../../core/terraform/values";

/** @internal The part of a stack that defines its objects. */
export type NamedStack = Pick<SynthesizedStack, "name" | "terraform">;

/** @internal The objects of one stack, and those of the other stacks of its app, which its references may point to. */
export interface StackView {
  readonly own: TerraformObject[];
  readonly others: TerraformObject[];
}

/**
 * Returns the objects of several stacks as if they belonged to one. Each address starts with its stack
 * ("prod/type.name"). A reference to an output of another stack is replaced by the reference that this output contains.
 *
 * @param options `alwaysPrefixed`: whether addresses start with the stack even if there is only one. Default: false.
 * @internal
 */
export function objectsOfStacks(
  stacks: NamedStack[],
  { alwaysPrefixed = false }: { readonly alwaysPrefixed?: boolean } = {},
): TerraformObject[] {
  if (stacks.length === 1 && !alwaysPrefixed) return objectsOf(stacks[0].terraform);
  const app = new AppScope(stacks);
  return stacks.flatMap(({ name }) => app.objectsOf(name));
}

/** @internal The same from the point of view of one stack, whose own addresses have no prefix. */
export function viewOf(stack: NamedStack, stacks: NamedStack[]): StackView {
  const app = new AppScope(stacks, stack.name);
  return {
    own: app.objectsOf(stack.name),
    others: stacks.filter(({ name }) => name !== stack.name).flatMap(({ name }) => app.objectsOf(name)),
  };
}

interface StackScope {
  /** What the addresses of the stack start with. */
  readonly prefix: string;
  readonly objects: TerraformObject[];
  readonly addresses: Set<string>;
  readonly outputs: Map<string, string>;
}

/** The name that cdktf gives to the remote state of another stack. */
const REMOTE = /data\.terraform_remote_state\.cross-stack-reference-input-(.+?)\.outputs\.([\w-]+)/g;
const ADDRESS = /(?<![\w./-])(?:data\.)?[a-z][a-z0-9_]*\.[A-Za-z0-9_-]+/g;

class AppScope {
  private readonly scopes: Map<string, StackScope>;

  public constructor(stacks: NamedStack[], viewer?: string) {
    this.scopes = new Map(
      stacks.map((stack) => [stack.name, scopeOf(stack, stack.name === viewer ? "" : `${stack.name}/`)]),
    );
  }

  public objectsOf(stack: string): TerraformObject[] {
    const scope = this.scopes.get(stack)!;
    return scope.objects.map((object) => ({
      ...object,
      address: scope.prefix + object.address,
      values: this.qualified(object.values, scope) as Values,
    }));
  }

  private qualified(value: unknown, scope: StackScope): unknown {
    if (typeof value === "string") return this.qualifiedText(value, scope);
    if (Array.isArray(value)) return value.map((each) => this.qualified(each, scope));
    if (!isValues(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.qualified(each, scope)]));
  }

  private qualifiedText(value: string, scope: StackScope): string {
    // The elements of depends_on are bare addresses.
    if (scope.addresses.has(value)) return scope.prefix + value;
    if (!value.includes("${")) return value;
    return value.replace(/(?<!\$)\$\{([^}]*)\}/g, (whole, expression: string) => {
      const output = this.outputOf(expression.trim());
      if (output !== undefined) return output;
      return whole
        .replace(ADDRESS, (address) => (scope.addresses.has(address) ? scope.prefix + address : address))
        .replace(REMOTE, (remote) => /^\$\{([^}]*)\}$/.exec(this.outputOf(remote) ?? "")?.[1] ?? remote);
    });
  }

  /** The value of another stack's output, if the expression is nothing but a reference to it. */
  private outputOf(expression: string): string | undefined {
    const [remote] = [...expression.matchAll(REMOTE)];
    if (remote?.[0] !== expression) return undefined;
    const scope = this.scopes.get(remote[1]);
    const value = scope?.outputs.get(remote[2]);
    return scope === undefined || value === undefined ? undefined : this.qualifiedText(value, scope);
  }
}

function scopeOf({ terraform }: NamedStack, prefix: string): StackScope {
  const objects = objectsOf(terraform);
  const outputs = blocks(terraform.output).flatMap((each) => Object.entries(each));
  return {
    prefix,
    objects,
    addresses: new Set(objects.map(({ address }) => address)),
    outputs: new Map(
      outputs.flatMap(([key, output]) => {
        const value = text(block(output).value);
        return value === undefined ? [] : [[key, value]];
      }),
    ),
  };
}
