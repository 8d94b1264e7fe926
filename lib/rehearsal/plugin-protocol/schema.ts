import { entriesOf, INDEX, Instance, instancesOf, Kind, ReferencePath } from "./references";
import { blocks, isValues, Values } from "../../core/terraform/values";

/** @internal The attributes and blocks of a resource, or of a block. */
export interface Block {
  /** The attributes, by name. */
  readonly attributes: Map<string, Attribute>;
  /**
   * The blocks, by name: arguments that are written as an object and read as a list (`metadata[0].name`), lists in
   * which a reference reads an attribute that is not set, and those that contain `dynamic`. Terraform accepts that only
   * for blocks.
   */
  readonly blocks: Map<string, Block>;
}

/** @internal An attribute of a resource. */
export interface Attribute {
  /** Whether a configuration sets the attribute. */
  readonly optional: boolean;
  /** Whether the API assigns a value if the configuration does not set one. */
  readonly computed: boolean;
  /** Whether Terraform hides the value. */
  readonly sensitive: boolean;
  /** Whether Terraform does not store the value. */
  readonly writeOnly: boolean;
  /** The paths at which references read a computed value. `[["[]", "hostname"]]` is a list of objects. */
  readonly paths: ReferencePath[];
}

/** @internal The schema of a provider for all types. */
export interface Schema extends Readonly<Record<Kind, Map<string, Block>>> {
  /** The arguments of the provider configuration. */
  readonly provider: Block;
}

const META_ARGUMENTS = new Set(
  "// count for_each depends_on provider lifecycle connection provisioner dynamic".split(" "),
);

/** Types that are built into Terraform. */
const BUILT_IN = new Set(["terraform_data", "terraform_remote_state"]);

/** The attributes that providers mark as sensitive. Terraform then requires that outputs are marked too. */
const SENSITIVE: Record<string, string[]> = {
  cloudflare_zero_trust_access_service_token: ["client_secret"],
  cloudflare_zero_trust_tunnel_cloudflared: ["tunnel_secret"],
  google_secret_manager_secret_version: ["secret_data"],
  kubernetes_secret: ["data"],
  kubernetes_secret_v1: ["data"],
};

/**
 * Infers the schema that stacks require. Pass the stacks of all steps: Terraform refuses a state with an attribute that
 * the schema lacks.
 *
 * @internal
 */
export function inferSchema(stacks: Values[]): Schema {
  const found = stacks.map(instancesOf);
  const ofKind = (kind: Kind): Map<string, Block> => {
    const instances = found.flatMap((each) => each[kind]).filter(({ type }) => !BUILT_IN.has(type));
    const types = [...new Set(instances.map(({ type }) => type))];
    return new Map(
      types.map((type) => [
        type,
        resourceBlock(
          type,
          instances.filter((each) => each.type === type),
        ),
      ]),
    );
  };
  return {
    provider: providerBlock(stacks),
    resource: ofKind("resource"),
    data: ofKind("data"),
    ephemeral: ofKind("ephemeral"),
  };
}

function resourceBlock(type: string, instances: Instance[]): Block {
  const block = inferBlock(type, instances);
  const id = block.attributes.get("id");
  block.attributes.set("id", { ...attribute(type, "id"), optional: id?.optional ?? false, computed: true });
  return block;
}

function inferBlock(type: string, instances: Pick<Instance, "body" | "references">[]): Block {
  const block: Block = { attributes: new Map(), blocks: new Map() };
  const names = new Set(
    instances.flatMap(({ body, references }) => [...argumentsOf(body), ...references.map(([name]) => name)]),
  );
  for (const name of names) {
    const inner = instances.flatMap(({ body, references }) => {
      const inside = references.filter(([first]) => first === name).map((path) => path.slice(1));
      return argumentBodies(body, name).map((each) => ({ body: each, references: inside }));
    });
    const set = instances.filter(({ body }) => body[name] !== undefined);
    // An expression cannot be the body of a block.
    const isExpression = set.some(({ body }) => typeof body[name] === "string");
    const isBlock =
      !isExpression &&
      (instances.some(({ body }) => isGenerated(body, name)) ||
        inner.some(({ body }) => containsGenerated(body)) ||
        set.some(({ body, references }) => isReadAsBlock(body[name], name, references)));
    if (isBlock) {
      const within = inner.map(({ body, references }) => ({
        body,
        references: references.filter((path) => path[0] === INDEX && path.length > 1).map((path) => path.slice(1)),
      }));
      block.blocks.set(name, inferBlock("", within));
      continue;
    }
    const paths = instances
      .filter(({ body }) => body[name] === undefined)
      .flatMap(({ references }) => references.filter(([first]) => first === name).map((path) => path.slice(1)));
    block.attributes.set(name, {
      ...attribute(type, name),
      optional: set.length > 0,
      computed: paths.length > 0,
      paths,
    });
  }
  return block;
}

function attribute(type: string, name: string): Attribute {
  return {
    optional: true,
    computed: false,
    sensitive: SENSITIVE[type]?.includes(name) ?? false,
    writeOnly: name.endsWith("_wo"), // Terraform's convention, which all providers follow
    paths: [],
  };
}

function argumentsOf(body: Values): string[] {
  return [
    ...Object.keys(body).filter((key) => !META_ARGUMENTS.has(key)),
    ...entriesOf(body.dynamic).map(([name]) => name),
  ];
}

/** The bodies of the blocks of an argument, including those that `dynamic` generates. */
function argumentBodies(body: Values, name: string): Values[] {
  const generated = entriesOf(body.dynamic).filter(([key]) => key === name);
  return [
    ...blocks(body[name]),
    ...generated.flatMap(([, each]) => blocks(each).flatMap(({ content }) => blocks(content))),
  ];
}

/**
 * Whether references read an argument as Terraform reads only blocks: an object as a list, or an attribute that the
 * elements of a list do not set.
 */
function isReadAsBlock(written: unknown, name: string, references: ReferencePath[]): boolean {
  const elements = references.filter((path) => path[0] === name && path[1] === INDEX);
  if (isValues(written)) return elements.length > 0;
  const set = blocks(written);
  return set.length > 0 && elements.some(([, , read]) => read !== undefined && set.some((each) => !(read in each)));
}

/** Whether blocks are generated at any depth. Terraform accepts `dynamic` only within blocks. */
function containsGenerated(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(containsGenerated);
  return (
    isValues(value) &&
    (isValues(value.dynamic) || Array.isArray(value.dynamic) || Object.values(value).some(containsGenerated))
  );
}

function isGenerated(body: Values, name: string): boolean {
  return entriesOf(body.dynamic).some(([key]) => key === name);
}

/** One block for all providers. The additional arguments of other providers do not matter. */
function providerBlock(stacks: Values[]): Block {
  const names = stacks
    .flatMap(({ provider }) => entriesOf(provider))
    .flatMap(([, configurations]) => blocks(configurations).flatMap((each) => Object.keys(each)))
    .filter((name) => !["//", "alias", "version"].includes(name));
  return { attributes: new Map(names.map((name) => [name, attribute("", name)])), blocks: new Map() };
}
