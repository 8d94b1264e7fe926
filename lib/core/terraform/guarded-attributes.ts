import { DefaultTokenResolver, StringConcat, TerraformResource, TerraformStack, Tokenization } from "cdktf";
import { IConstruct } from "constructs";
import { contractBroken } from "./lifecycle";
import { isBlock } from "./literals";
import { address, isTerraformResource } from "./resources";
import { Problem, reportAtEnd } from "../errors";

type Attributes = { readonly [name: string]: unknown };
type Remedies = { readonly [attribute: string]: string };

/** @internal The attributes of a resource as its construct wrote them. */
export interface GuardedAttributes {
  /** Replaces the expected value of an attribute after the construct itself has changed it. */
  rewritten(attribute: string): void;
}

/**
 * Fails the synthesis if an Aspect changed an attribute of a resource, moved it to another address or made instances of
 * it. All attributes are compared except the given ones, so an attribute of a later provider version is compared as
 * well. `addOverride` is not visible to this check.
 *
 * @internal
 * @param free the attributes that an Aspect can change, in camel case; "a.b" for one key of a block
 * @param remedies what to do in place of a change of an attribute, by attribute in camel case
 */
export function guardAttributes(
  scope: IConstruct,
  resource: TerraformResource,
  free: readonly string[] = [],
  remedies: Remedies = {},
): GuardedAttributes {
  const names = new Set(free);
  const written: { [name: string]: unknown } = { ...attributesOf(resource, names) };
  guardedIn(resource.cdktfStack).add(resource);
  reportAtEnd(scope, () => [
    ...validateAttributes(resource, written, attributesOf(resource, names), remedies),
    ...validateIdentity(resource),
  ]);
  return { rewritten: (attribute) => (written[attribute] = attributesOf(resource, names)[attribute]) };
}

/** A copy of what the resource renders without its overrides. Tokens are kept, and compared as such. */
function attributesOf(resource: TerraformResource, free: ReadonlySet<string>): Attributes {
  const rendered = (resource as unknown as { synthesizeAttributes(): Attributes }).synthesizeAttributes();
  const result: { [name: string]: unknown } = {};
  for (const key of Object.keys(rendered)) {
    if (rendered[key] === undefined) continue;
    const name = camelCase(key);
    if (free.has(name)) continue;
    const value = copied(rendered[key], (inner) => !free.has(`${name}.${camelCase(inner)}`));
    // A block that contains only what is free counts as absent.
    const isFree = isBlock(value) && Object.keys(value).length === 0 && hasValues(rendered[key]);
    if (!isFree) result[name] = value;
  }
  return result;
}

function copied(value: unknown, isCompared: (key: string) => boolean = () => true): unknown {
  if (Array.isArray(value)) return value.map((each) => copied(each));
  if (!isBlock(value)) return value;
  const entries = Object.entries(value).filter(([key, each]) => each !== undefined && isCompared(key));
  return Object.fromEntries(entries.map(([key, each]) => [key, copied(each)]));
}

function hasValues(value: unknown): boolean {
  return isBlock(value) && Object.values(value).some((each) => each !== undefined);
}

const CAMEL_CASE = new Map<string, string>();

function camelCase(name: string): string {
  const known = CAMEL_CASE.get(name);
  if (known !== undefined) return known;
  const converted = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  CAMEL_CASE.set(name, converted);
  return converted;
}

function validateAttributes(
  resource: TerraformResource,
  written: Attributes,
  current: Attributes,
  remedies: Remedies,
): Problem[] {
  const names = new Set([...Object.keys(written), ...Object.keys(current)]);
  return [...names].flatMap((name) => {
    if (same(written[name], current[name])) return [];
    const [before, now] = [written[name], current[name]].map((value) => valueText(resource, value));
    if (before === now) return []; // another token with the same value
    const [wrote, is] = excerpts(before, now);
    const remedy = remedies[name] ?? "Remove the change, or use the properties of the construct.";
    return contractBroken(`${name} of ${resource.node.path} is ${is}, but the construct wrote ${wrote}. ${remedy}`);
  });
}

/** Compares without resolving, which would be slow: a token is equal to itself. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((each, i) => same(each, b[i]));
  if (!isBlock(a) || !isBlock(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => same(a[key], b[key]));
}

/** The value as Terraform sees it. */
function valueText(resource: TerraformResource, value: unknown): string {
  const resolver = new DefaultTokenResolver(new StringConcat());
  const resolved: unknown = Tokenization.resolve(value, { scope: resource, resolver });
  return resolved === undefined ? "not set" : JSON.stringify(resolved);
}

/** The part of two long texts in which they differ. */
function excerpts(...texts: string[]): string[] {
  const [a, b] = texts;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const from = start > EXCERPT / 2 ? start - EXCERPT / 4 : 0;
  return texts.map((text) => {
    const part = text.slice(from, from + EXCERPT);
    return `${from > 0 ? "…" : ""}${part}${from + EXCERPT < text.length ? "…" : ""}`;
  });
}

const EXCERPT = 200;

/** The resource must be the one at the path and the address that its construct gave it, with one instance. */
function validateIdentity(resource: TerraformResource): Problem[] {
  const { node } = resource;
  const { _logicalIdOverride: overridden } = resource as unknown as { readonly _logicalIdOverride?: string };
  const problems: Problem[] = [];
  const child = node.scope?.node.tryFindChild(node.id);
  if (child !== undefined && child !== resource) {
    problems.push(
      contractBroken(`${node.path} was replaced by another resource. Keep the one that the construct made.`),
    );
  }
  if (resource.count !== undefined || resource.forEach !== undefined) {
    problems.push(contractBroken(`count or forEach of ${node.path} is set. Remove it; there must be one instance.`));
  }
  if (overridden !== undefined) {
    problems.push(
      contractBroken(
        `the logical id of ${node.path} is overridden with "${overridden}". Remove the override; the id must follow from the construct path, so that a rename is a removal and an addition.`,
      ),
    );
  }
  if (resource.hasResourceMove() !== undefined) problems.push(moved(resource));
  return problems;
}

function moved(resource: TerraformResource): Problem {
  return contractBroken(
    `${resource.node.path} is moved from or to another address. Remove the move; Terraform would change the object in place, and a rename must be a removal and an addition.`,
  );
}

const GUARDED = new WeakMap<TerraformStack, Set<TerraformResource>>();

/** The guarded resources of a stack. The first one registers the check of what is moved to them. */
function guardedIn(stack: TerraformStack): Set<TerraformResource> {
  const existing = GUARDED.get(stack);
  if (existing !== undefined) return existing;
  const guarded = new Set<TerraformResource>();
  GUARDED.set(stack, guarded);
  reportAtEnd(stack, () => validateMoves(stack, guarded));
  return guarded;
}

/** Finds resources that are not guarded and are moved to a guarded one, such as an L1 resource at its old address. */
function validateMoves(stack: TerraformStack, guarded: ReadonlySet<TerraformResource>): Problem[] {
  const isMover = (each: IConstruct): each is TerraformResource =>
    isTerraformResource(each) && each.hasResourceMove() !== undefined && !guarded.has(each);
  const targets = new Set(stack.node.findAll().filter(isMover).map(targetOf));
  if (targets.size === 0) return [];
  return [...guarded].filter((each) => targets.has(address(each))).map(moved);
}

function targetOf(resource: TerraformResource): string | undefined {
  const { moved: [move] = [] } = resource.toTerraform() as { readonly moved?: { readonly to: string }[] };
  return move?.to;
}
