import { TerraformDataSource, TerraformElement, TerraformResource, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { synthesize } from "./synthesize";

/** The order in which Terraform processes a stack. */
export interface Graph {
  /** The edges, sorted: "A => B" if A has B in `depends_on`, "A -> B" if A references B. */
  readonly edges: string[];
}

/**
 * Returns the edges between the resources and data sources of a stack, by construct path within the stack.
 *
 * An L1 with the id `Resource` has the path of its parent: "Hosts/argocd.example.com/Record => eks-dev/Config".
 *
 * @example
 * graph(this).edges.includes("Hosts/argocd.example.com/Record => eks-dev/Config");
 *
 * @throws Error all problems of the stack's validations, and its error annotations
 */
export function graph(stack: TerraformStack): Graph {
  const terraform = synthesize(stack);
  const names = namesByAddress(stack);
  const edges = new Set<string>();
  for (const [address, body] of bodies(terraform)) {
    const from = names.get(address) ?? address;
    const connect = (arrow: string, to: string) => {
      const name = names.get(to);
      if (name !== undefined && to !== address) edges.add(`${from} ${arrow} ${name}`);
    };
    const { depends_on: dependsOn = [], ...rest } = body;
    for (const to of dependsOn) connect("=>", to);
    for (const to of addressesIn(rest)) connect("->", to);
  }
  return { edges: [...edges].sort() };
}

function namesByAddress(stack: TerraformStack): Map<string, string> {
  const names = new Map<string, string>();
  for (const construct of stack.node.findAll()) {
    const address = addressOf(construct);
    if (address === undefined) continue;
    const path = construct.node.path.slice(stack.node.path.length + 1);
    names.set(address, path.replace(/\/Resource$/, ""));
  }
  return names;
}

function addressOf(construct: IConstruct): string | undefined {
  if (!TerraformElement.isTerraformElement(construct)) return undefined;
  const type = (construct as TerraformResource).terraformResourceType;
  if (TerraformResource.isTerraformResource(construct)) return `${type}.${construct.friendlyUniqueId}`;
  return TerraformDataSource.isTerraformDataSource(construct)
    ? `data.${type}.${construct.friendlyUniqueId}`
    : undefined;
}

function* bodies({ resource = {}, data = {} }: any): Generator<[address: string, body: any]> {
  const sections: [string, any][] = [
    ["", resource],
    ["data.", data],
  ];
  for (const [prefix, section] of sections) {
    for (const [type, byName] of Object.entries<any>(section)) {
      for (const [name, body] of Object.entries<any>(byName)) yield [`${prefix}${type}.${name}`, body];
    }
  }
}

/** Everything in the texts that has the form of an address. */
function* addressesIn(value: unknown): Generator<string> {
  if (typeof value === "string") {
    for (const [address] of value.matchAll(/\b(?:data\.)?[a-z]\w*\.[A-Za-z_][\w-]*/g)) yield address;
  } else if (typeof value === "object" && value !== null) {
    for (const each of Object.values(value)) yield* addressesIn(each);
  }
}
