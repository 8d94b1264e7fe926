import { urisOf } from "./ingress-matching";
import type { ApplicationEntry, PolicyEntry } from "../model";
import { isAnyone, peopleOf, whoIs } from "./access-rules";
import { nameOf, Resolve, TerraformObject } from "../terraform/objects";
import { blocks, isExpression, list, text, Values } from "../terraform/values";

/** @internal Who gets through an application, in the order of its policies. */
export function policiesOf(application: TerraformObject, resolve: Resolve): PolicyEntry[] {
  const { policies } = application.values;
  if (typeof policies === "string") return [opaque(policies)];
  const written = list(policies).flatMap((policy) => (typeof policy === "string" ? { id: policy } : blocks(policy)));
  return (written as Values[]).sort((a, b) => precedence(a) - precedence(b)).map((policy) => policyOf(policy, resolve));
}

/** Cloudflare takes those without a precedence in their order, which a stable sort keeps. */
function precedence(policy: Values): number {
  return typeof policy.precedence === "number" ? policy.precedence : 0;
}

function policyOf(written: Values, resolve: Resolve): PolicyEntry {
  const id = text(written.id);
  if (id === undefined) return entry(written, text(written.name) ?? "policy of the application", undefined, resolve);
  const object = resolve(id);
  return object === undefined || object.data
    ? opaque(id)
    : entry(object.values, nameOf(object), object.address, resolve);
}

function entry(values: Values, name: string, address: string | undefined, resolve: Resolve): PolicyEntry {
  const decision = text(values.decision);
  const words = peopleOf(values, resolve);
  return {
    ...(address !== undefined && { address }),
    name,
    decision,
    ...words,
    who: whoIs(decision, words),
    opaque: false,
    anyone: decision !== "deny" && isAnyone(values, resolve),
  };
}

function opaque(id: string): PolicyEntry {
  const who = `policy ${isExpression(id) ? id.slice(2, -1) : id}, defined elsewhere`;
  return { id, name: id, people: [], require: [], exclude: [], who, opaque: true, anyone: false };
}

/** @internal */
export function applicationEntry(application: TerraformObject, resolve: Resolve): ApplicationEntry {
  const others = blocks(application.values.destinations).flatMap(
    ({ hostname, cidr }) => text(hostname) ?? text(cidr) ?? [],
  );
  return {
    address: application.address,
    name: nameOf(application),
    destinations: [...urisOf(application), ...others],
    policies: policiesOf(application, resolve),
  };
}
