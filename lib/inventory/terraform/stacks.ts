import { objectsOf, TerraformObject } from "./objects";
import type { SynthesizedStack } from "./read";
import { block, blocks, isValues, text, Values } from "./values";

/** @internal Defines a stack as far as its objects go. */
export type NamedStack = Pick<SynthesizedStack, "name" | "terraform">;

/**
 * The objects of several stacks as if they were of one: an address has its stack in front ("prod/type.name"), and what one stack reads of
 * another's outputs is the reference that the other one wrote there.
 *
 * @internal
 */
export function objectsOfStacks(stacks: NamedStack[]): TerraformObject[] {
  if (stacks.length === 1) return objectsOf(stacks[0].terraform);
  const scopes = new Map(stacks.map((stack) => [stack.name, scopeOf(stack)]));
  return [...scopes.values()].flatMap((scope) =>
    scope.objects.map((object) => ({
      ...object,
      address: `${scope.name}/${object.address}`,
      values: qualified(object.values, scope, scopes) as Values,
    })),
  );
}

interface Scope {
  readonly name: string;
  readonly objects: TerraformObject[];
  readonly addresses: Set<string>;
  readonly outputs: Map<string, string>;
}

function scopeOf({ name, terraform }: NamedStack): Scope {
  const objects = objectsOf(terraform);
  const outputs = blocks(terraform.output).flatMap((each) => Object.entries(each));
  return {
    name,
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

/** As cdktf names what a stack reads of another. */
const REMOTE = /^data\.terraform_remote_state\.cross-stack-reference-input-(.+?)\.outputs\.(.+)$/;
const ADDRESS = /(?<![\w./-])(?:data\.)?[a-z][a-z0-9_]*\.[A-Za-z0-9_-]+/g;

function qualified(value: unknown, scope: Scope, scopes: Map<string, Scope>): unknown {
  if (typeof value === "string") return qualifiedText(value, scope, scopes);
  if (Array.isArray(value)) return value.map((each) => qualified(each, scope, scopes));
  if (!isValues(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, qualified(each, scope, scopes)]));
}

function qualifiedText(value: string, scope: Scope, scopes: Map<string, Scope>): string {
  // The elements of depends_on are addresses as they are.
  if (scope.addresses.has(value)) return `${scope.name}/${value}`;
  return value.replace(/(?<!\$)\$\{([^}]*)\}/g, (whole, expression: string) => {
    const [, stack, output] = REMOTE.exec(expression.trim()) ?? [];
    const other = stack === undefined ? undefined : scopes.get(stack);
    const written = other?.outputs.get(output);
    if (other !== undefined && written !== undefined) return qualifiedText(written, other, scopes);
    return whole.replace(ADDRESS, (address) => (scope.addresses.has(address) ? `${scope.name}/${address}` : address));
  });
}
