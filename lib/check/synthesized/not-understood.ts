import { triggersOf } from "./triggers";
import { isExpression } from "../../core/terraform/expressions";
import { isValues, text, Values } from "../../core/terraform/values";
import { isHostRecord } from "../../inventory/hosts/ingress-matching";
import { objectsOf, TerraformObject } from "../../inventory/terraform/objects";
import type { NamedStack } from "../../inventory/terraform/stacks";
import { contentOf } from "../content";
import type { NotUnderstood, ResourceChange } from "../model";
import { currentValues } from "../plan/current-values";
import { isRelevant } from "../plan/expected-sources";
import { currentName } from "../plan/resource-names";
import { unreadRules } from "../plan/selectors";
import { unsupportedReason } from "../plan/supported-types";

/** @internal The types whose values decide who reaches what. */
export const DECIDES =
  /^cloudflare_(?:zero_trust_(?:access_|tunnel_|gateway_policy|network_hostname_route|list)|dns_record$)/;

/** @internal Attributes that decide nothing about who reaches what. */
export const FREE = new Set([
  "//",
  "account_id",
  "comment",
  "connection",
  "depends_on",
  "description",
  "id",
  "lifecycle",
  "logo_url",
  "name_servers",
  "provider",
  "session_duration",
  "tags",
  "tunnel_secret",
  "ttl",
  "zone_id",
]);

/** Attributes with names of hosts and origins, in which a placeholder of a text is as good as its value. */
const NAMED = /(?:^|\.|\])(?:content|domain|hostname|name|self_hosted_domains|service|uri)(?:\[\d+\])*$/;

/** The types with rules about users. */
const HAS_RULES = /^cloudflare_zero_trust_access_(?:policy|group|application)$/;

/** What stands for an attribute of a data source, other than an id, which only has to be the same everywhere. */
const READ = /(?<![\w.-])data\.[a-z]\w*\.[\w-]+\.(?!(?:\w*_)?id\b|aud\b)[\w.-]+/;

const WHOLE = "the whole object";
const ADVICE = "use check --plan";

const GATEWAY_POLICY = "cloudflare_zero_trust_gateway_policy";

/** Its secrets are variables. Only its type and its issuer decide whom it admits. */
const IDENTITY_PROVIDER = "cloudflare_zero_trust_access_identity_provider";

/** How the connector connects to an origin, other than the token check. */
const CONNECTION = /\borigin_request\.(?!access\b)/;

/** The blocks of a Terraform file. */
const BLOCKS = new Set([
  ...["//", "check", "data", "ephemeral", "import", "locals", "module", "moved", "output", "provider", "removed"],
  ...["resource", "terraform", "variable"],
]);

/**
 * What only Terraform can evaluate, in the stacks of both versions: modules, repetition, and expressions that are not
 * references. Files that are not Terraform are not understood either.
 *
 * @internal
 */
export function notUnderstoodIn(
  stacks: readonly NamedStack[],
  changes: readonly ResourceChange[],
  prefixOf: (stack: NamedStack) => string,
): NotUnderstood[] {
  const found = [...stacks.flatMap((stack) => unreadBlocksIn(stack, prefixOf(stack))), ...changes.flatMap(unreadIn)];
  return [...new Map(found.map((each) => [[each.address, each.where, each.why].join("\n"), each])).values()];
}

/** @internal The parts of stacks that no command understands, whatever their values are. */
export function unsupportedIn(stacks: readonly NamedStack[]): NotUnderstood[] {
  return stacks.flatMap((stack) => [
    ...unreadBlocksIn(stack, ""),
    ...objectsOf(stack.terraform).flatMap(({ address, type, data, values }) => {
      const why = data ? undefined : unsupportedObject(type, values);
      return why === undefined ? [] : [{ address, where: WHOLE, why }];
    }),
  ]);
}

/**
 * A gap as one clause.
 *
 * @param advice what to use where only a plan shows more
 * @internal
 */
export function describeGap({ address, where, why }: NotUnderstood, advice = ADVICE): string {
  return `${address}${where === WHOLE ? "" : ` (${where})`} is not understood: ${why.replace(ADVICE, advice)}`;
}

function unreadBlocksIn({ name, terraform }: NamedStack, prefix: string): NotUnderstood[] {
  const modules = Object.keys(isValues(terraform.module) ? terraform.module : {});
  const objects = objectsOf(terraform);
  const [unknown] = Object.keys(terraform).filter((key) => !BLOCKS.has(key));
  return [
    ...modules.map((module) => ({
      address: `${prefix}module.${module}`,
      where: WHOLE,
      why: `only a plan shows what a module contains; ${ADVICE}`,
    })),
    ...(unknown === undefined ? [] : [{ address: name, where: unknown, why: "it is not a block of Terraform" }]),
    ...objects.flatMap((object) => unreadTriggersOf(object, objects, prefix)),
  ];
}

/** Whether an attribute changes that the configuration does not contain, only a plan shows. */
function unreadTriggersOf({ address, values }: TerraformObject, written: TerraformObject[], prefix: string) {
  return triggersOf(values.lifecycle)
    .filter(({ block, attribute }) => {
      const object = written.find((each) => each.address === block);
      return object !== undefined && attribute !== undefined && attribute !== "id" && !(attribute in object.values);
    })
    .map(({ block, attribute }): NotUnderstood => ({
      address: `${prefix}${address}`,
      where: "lifecycle.replace_triggered_by",
      why: `only a plan shows whether ${block}.${attribute} changes; ${ADVICE}`,
    }));
}

function unreadIn({ address, before, after }: ResourceChange): NotUnderstood[] {
  return [...new Set([before, after])].flatMap((object) =>
    object === undefined ? [] : unreadInObject(address, object),
  );
}

function unreadInObject(address: string, { type, data, values }: TerraformObject): NotUnderstood[] {
  if (data) return [];
  const unsupported = unsupportedObject(type, values);
  if (unsupported !== undefined) return [{ address, where: WHOLE, why: unsupported }];
  if (!DECIDES.test(type)) return [];
  const repeated = ["count", "for_each"].filter((name) => name in values);
  if (repeated.length > 0) {
    return [{ address, where: repeated[0], why: `only a plan shows its instances; ${ADVICE}` }];
  }
  if ("dynamic" in values) {
    return [{ address, where: "dynamic", why: `only a plan shows the blocks that it makes; ${ADVICE}` }];
  }
  const name = type === "cloudflare_dns_record" ? [] : ["name"];
  const rules = HAS_RULES.test(type) ? unreadRules(values).map((place) => ({ address, ...place })) : [];
  const expressions = Object.entries(values)
    .filter(([key]) => !FREE.has(key) && !name.includes(key))
    .flatMap(([key, value]) => expressionsIn(value, key))
    .filter(([where]) => !CONNECTION.test(where) && (type !== IDENTITY_PROVIDER || isRelevant(type, where.split("."))))
    .map(([where, expression]) => ({ address, where, why: `only Terraform can evaluate ${expression}` }));
  return [...rules, ...unordered(address, type, values), ...expressions];
}

/** @internal The policies of stacks of which only a plan shows where they are among the others of their kind. */
export function unorderedIn(stacks: readonly NamedStack[]): NotUnderstood[] {
  const objects = stacks.flatMap(({ terraform }) => objectsOf(terraform));
  return objects.filter(({ data }) => !data).flatMap(({ address, type, values }) => unordered(address, type, values));
}

function unordered(address: string, type: string, values: Values): NotUnderstood[] {
  const why = `the configuration does not set it, and the API decides about it; ${ADVICE}`;
  return hasUnknownOrder(type, values) ? [{ address, where: "precedence", why }] : [];
}

/** Whether only a plan shows where a policy that applies is among the others of its kind. */
function hasUnknownOrder(type: string, { enabled, precedence }: Values): boolean {
  return type === GATEWAY_POLICY && enabled === true && (precedence === undefined || precedence === null);
}

/** Why the name of a record is not the name that visitors use. Only a plan contains the zone. */
function relativeName(type: string, values: Values): string | undefined {
  const name = text(values.name);
  const isHost = type === "cloudflare_dns_record" && isHostRecord(values);
  if (!isHost || name === undefined || isExpression(name) || name.replace(/\.$/, "").includes(".")) return undefined;
  return `its name "${name}" does not contain the zone; write the whole name, or ${ADVICE}`;
}

function unsupportedObject(type: string, values: Values): string | undefined {
  if (currentName(type) !== type) return `this is a type of version 4 of the provider; ${ADVICE}`;
  if (DECIDES.test(type) && isOfVersion4(type, values)) {
    return `it has attributes of version 4 of the provider; ${ADVICE}`;
  }
  return relativeName(type, values) ?? unsupportedReason(type, values);
}

/** Some types have the same name in both versions of the provider, but not the same attributes. */
function isOfVersion4(type: string, values: Values): boolean {
  const policy = type === "cloudflare_zero_trust_access_policy" && "application_id" in values;
  return policy || contentOf(currentValues(type, type, values)) !== contentOf(values);
}

function expressionsIn(value: unknown, path: string): [path: string, expression: string][] {
  if (typeof value === "string") {
    const isRead = READ.test(value) && !NAMED.test(path);
    return isExpression(value) || isRead ? [[path, text(value)!]] : [];
  }
  if (Array.isArray(value)) return value.flatMap((each, i) => expressionsIn(each, `${path}[${i}]`));
  if (!isValues(value)) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key === "dynamic" ? [[`${path}.dynamic`, "dynamic blocks"]] : expressionsIn(each, `${path}.${key}`),
  );
}
