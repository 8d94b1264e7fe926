import { expectedSource, ExpectedSource, isArgument, isRecordContent, isRelevant, Path } from "./expected-sources";
import type { PlanInstance, PlanModel } from "./plan-model";
import { currentName } from "./resource-names";
import { distinct, fits, isUnknown, referencesIn, Source, SourceFinder, Sources } from "./sources";
import { partsOf, writtenAt, Written } from "./templates";
import { blocks, isValues, list, text, Values } from "../../core/terraform/values";
import { tunnelTarget } from "../../inventory/hosts/ingress-matching";
import { publicDestinations } from "../../reachability/access/destinations";
import type { NotUnderstood } from "../model";

/** @internal An object after the apply, with a value or a placeholder for each unknown value that is read. */
export interface ResolvedObject {
  readonly values: Values;
  readonly notUnderstood: readonly NotUnderstood[];
}

/** The attributes that the API assigns once. An update does not change them. */
const IDENTIFIERS = new Set(["id", "aud"]);

/** The API derives these from other attributes. */
const DERIVED = new Set(["destinations", "self_hosted_domains"]);

/** One unknown value. */
interface Unknown {
  readonly path: Path;
  readonly expression: unknown;
}

/** What an unknown value is replaced with. Undefined omits it. */
type Replacement = string | readonly string[] | undefined;

/** @internal Replaces what is known only after the apply. */
export class UnknownValues {
  private readonly finder: SourceFinder;
  /** The sources of changed values, also through locals. The plan does not show whose values they are. */
  private readonly relevant: readonly Source[];

  public constructor(model: PlanModel, plan: Values) {
    this.finder = new SourceFinder(model);
    this.relevant = relevantSources(model, plan);
  }

  public resolve(instance: PlanInstance): ResolvedObject {
    const { after = {}, afterUnknown } = instance.entry;
    const type = currentName(instance.entry.type);
    const replacements = new Map<string, Replacement>();
    const notUnderstood: NotUnderstood[] = [];
    const unresolved = (path: Path, why: string) => {
      const place = `${instance.entry.address}.${pathText(path)}`;
      if (isRelevant(type, path)) {
        notUnderstood.push({ address: instance.entry.address, where: pathText(path), why });
      }
      replacements.set(pathText(path), `unknown:${place}`);
    };
    const byExpression = new Map<unknown, Map<ExpectedSource | undefined, Unknown[]>>();
    for (const path of unknownPaths(afterUnknown)) {
      const written = writtenAt(instance.expressions, path);
      const isWhole = path.length === 1;
      if (isWhole && referencesIn(written.expression).length === 0) {
        if (isArgument(type, String(path[0]))) unresolved(path, NOT_SHOWN);
        else replacements.set(pathText(path), computedValue(instance, type, String(path[0]), unresolved));
        continue;
      }
      if (isInlinePolicyId(type, path, after) || (!isWhole && !isRelevant(type, path) && !canRefer(type, path))) {
        replacements.set(pathText(path), undefined);
        continue;
      }
      const known = this.evaluate(instance, type, path, written);
      if (known !== undefined) {
        replacements.set(pathText(path), known);
        continue;
      }
      const { expression, place } = written;
      const group = byExpression.get(place) ?? new Map<ExpectedSource | undefined, Unknown[]>();
      byExpression.set(place, group);
      const expected = expectedSource(type, path);
      const together = group.get(expected) ?? [];
      group.set(expected, together);
      together.push({ path, expression });
    }
    for (const unknowns of [...byExpression.values()].flatMap((group) => [...group.values()])) {
      this.resolveTogether(instance, type, unknowns, replacements, unresolved);
    }
    const values = replaced(after, afterUnknown, [], replacements) as Values;
    return { values: withId(instance, type, values), notUnderstood };
  }

  /** The value of a template whose references are known, or identify one object each. */
  private evaluate(instance: PlanInstance, type: string, path: Path, { template }: Written): Replacement {
    const parts = template === undefined ? undefined : partsOf(template);
    if (parts === undefined) return undefined;
    const expected = expectedSource(type, path);
    const isText = expected === undefined || isRecordContent(type, path);
    if (!isText && parts.length > 1) return undefined;
    const texts = parts.map((part) => {
      if ("text" in part) return part.text;
      const { sequence, isComplete } = this.finder.find({ references: [part.reference] }, instance.scope, expected);
      const [source, ...others] = distinct(sequence);
      if (source === undefined || others.length > 0 || !isComplete) return undefined;
      if (isRecordContent(type, path) && fits(source, expected!)) {
        return parts.length === 1 ? tunnelTarget(valueOf(source)) : valueOf(source);
      }
      // A variable can contain more than the reference, and other attributes than identifiers have values.
      const isSure = IDENTIFIERS.has(source.attribute) && part.reference.startsWith(source.instance.address.resource);
      const isAccepted = isText ? isSure || !isRelevant(type, path) : fits(source, expected);
      return isAccepted ? valueOf(source) : undefined;
    });
    return texts.includes(undefined) ? undefined : texts.join("");
  }

  /** The unknown values of one expression come from the same references, so that only their order tells them apart. */
  private resolveTogether(
    instance: PlanInstance,
    type: string,
    unknowns: readonly Unknown[],
    replacements: Map<string, Replacement>,
    unresolved: (path: Path, why: string) => void,
  ): void {
    const [{ path: first, expression }] = unknowns;
    const expected = expectedSource(type, first);
    const found =
      expression === undefined
        ? { sequence: [], isComplete: false, isOrdered: false }
        : this.finder.find(expression, instance.scope, expected);
    if (expected === undefined || (isRecordContent(type, first) && isElsewhere(found, expected))) {
      // The value can contain more than the reference, so that only what does not matter gets a placeholder.
      const sources = distinct(found.sequence);
      const isSure = found.isComplete && sources.length === 1;
      for (const { path } of unknowns) {
        if (isSure && (!isRelevant(type, path) || isRecordContent(type, path))) {
          replacements.set(pathText(path), valueOf(sources[0]));
        } else {
          unresolved(path, NOT_SHOWN);
        }
      }
      return;
    }
    const fitting = found.sequence.filter((source) => fits(source, expected));
    const isComplete = found.isComplete && fitting.length === found.sequence.length;
    const others = isComplete ? [] : this.relevant.filter((source) => fits(source, expected));
    const candidates = distinct([...fitting, ...others]);
    const isInOrder = isComplete && found.isOrdered && fitting.length === unknowns.length;
    const byLabel = isInOrder || candidates.length < 2 ? undefined : labelled(candidates);
    unknowns.forEach(({ path }, i) => {
      const only = candidates.length === 1 ? candidates[0] : undefined;
      const source = isInOrder ? fitting[i] : (only ?? sibling(instance, path, byLabel));
      if (source === undefined) return unresolved(path, candidates.length > 1 ? oneOf(candidates) : NOT_SHOWN);
      // A list that is unknown as a whole can have any length.
      const isList = isUnknownList(path);
      if (isList && !(isComplete && fitting.length === 1)) return unresolved(path, NOT_SHOWN);
      replacements.set(pathText(path), replacementOf(source, type, path, isList));
    });
  }
}

const NOT_SHOWN = "its value is known only after the apply, and the plan does not show from which object it comes";

function oneOf(candidates: readonly Source[]): string {
  const names = candidates.slice(0, 3).map(({ instance, attribute }) => `${instance.entry.address}.${attribute}`);
  const more = candidates.length > names.length ? ` and ${candidates.length - names.length} more` : "";
  return `its value is known only after the apply, and the plan does not show from which of these it comes: ${names.join(", ")}${more}`;
}

function replacementOf(source: Source, type: string, path: Path, isListed: boolean): Replacement {
  const value = valueOf(source);
  if (isRecordContent(type, path)) return tunnelTarget(value);
  return isListed ? [value] : value;
}

/** The value of an object's attribute: the placeholder, or what an update keeps. */
function valueOf({ instance, attribute }: Source): string {
  const { entry } = instance;
  const name = attribute === "cname" ? "id" : attribute;
  const kept = IDENTIFIERS.has(name) && isInPlace(instance) ? text(entry.before?.[name]) : undefined;
  return kept ?? text(entry.after?.[name]) ?? `${entry.address}.${name}`;
}

function isInPlace({ entry }: PlanInstance): boolean {
  return entry.before !== undefined && !entry.actions.includes("create") && !entry.actions.includes("delete");
}

/** An attribute that the configuration does not set, so that the provider or the API does. */
function computedValue(
  instance: PlanInstance,
  type: string,
  attribute: string,
  unresolved: (path: Path, why: string) => void,
): Replacement {
  const { address, before } = instance.entry;
  const kept = isInPlace(instance) && !DERIVED.has(attribute) ? before?.[attribute] : undefined;
  if (kept !== undefined && kept !== null) return kept as Replacement;
  if (IDENTIFIERS.has(attribute)) return `${address}.${attribute}`;
  if (type === "cloudflare_zero_trust_gateway_policy" && ["precedence", "enabled"].includes(attribute)) {
    unresolved([attribute], "the configuration does not set it, and the API decides about it");
    return `unknown:${address}.${attribute}`;
  }
  return undefined;
}

/** The objects of one apply, so that the configuration of a tunnel has the id of the tunnel. */
function withId({ entry }: PlanInstance, type: string, values: Values): Values {
  const tunnel = type === "cloudflare_zero_trust_tunnel_cloudflared_config" ? text(values.tunnel_id) : undefined;
  const own = text(values.id);
  const id = own === undefined || own === `${entry.address}.id` ? (tunnel ?? own) : own;
  return { ...values, id: id ?? `${entry.address}.id` };
}

/** Whether a DNS record surely leads to something else than a tunnel. */
function isElsewhere({ sequence, isComplete }: Sources, expected: ExpectedSource): boolean {
  return isComplete && sequence.length > 0 && !sequence.some((source) => fits(source, expected));
}

/** The candidate that covers the hostname that stands beside the unknown value. */
function sibling(
  instance: PlanInstance,
  path: Path,
  byLabel: ReadonlyMap<string, readonly Source[]> = new Map(),
): Source | undefined {
  const matching = enclosingTexts(instance.entry.after ?? {}, path).flatMap((each) => byLabel.get(each) ?? []);
  const different = distinct(matching);
  return different.length === 1 ? different[0] : undefined;
}

/** The applications among the sources, by the hostnames that they cover. */
function labelled(candidates: readonly Source[]): Map<string, Source[]> {
  const byLabel = new Map<string, Source[]>();
  for (const source of candidates) {
    const { entry } = source.instance;
    if (currentName(entry.type) !== "cloudflare_zero_trust_access_application") continue;
    for (const { hostname } of publicDestinations(entry, entry.after ?? {})) {
      byLabel.set(hostname, [...(byLabel.get(hostname) ?? []), source]);
    }
  }
  return byLabel;
}

/** The texts of the objects that contain the value, without those of the outermost object. */
function enclosingTexts(values: Values, path: Path): string[] {
  const texts: string[] = [];
  let found: unknown = values;
  path.forEach((step, depth) => {
    if (depth > 0 && isValues(found)) texts.push(...Object.values(found).flatMap((each) => text(each) ?? []));
    found = Array.isArray(found) ? found[Number(step)] : isValues(found) ? found[step] : undefined;
  });
  return texts.map((each) => each.toLowerCase());
}

/** An inline policy of an application gets an id that no object refers to. */
function isInlinePolicyId(type: string, path: Path, after: Values): boolean {
  if (type !== "cloudflare_zero_trust_access_application" || path[0] !== "policies" || path[2] !== "id") return false;
  const policy = list(after.policies)[Number(path[1])];
  return isValues(policy) && text(policy.decision) !== undefined;
}

function canRefer(type: string, path: Path): boolean {
  return expectedSource(type, path) !== undefined && isRelevant(type, path.slice(0, 1));
}

/** Attributes that contain several ids. A set with an unknown element is unknown as a whole. */
const LISTS = new Set(["policies", "allowed_idps", "aud_tag"]);

function isUnknownList(path: Path): boolean {
  const last = path[path.length - 1];
  return typeof last === "string" && LISTS.has(last);
}

function unknownPaths(marks: unknown, path: Path = []): Path[] {
  if (marks === true) return path.length === 0 ? [] : [path];
  if (Array.isArray(marks)) return marks.flatMap((each, i) => unknownPaths(each, [...path, i]));
  if (!isValues(marks)) return [];
  return Object.entries(marks).flatMap(([key, each]) => unknownPaths(each, [...path, key]));
}

function replaced(value: unknown, marks: unknown, path: Path, by: ReadonlyMap<string, Replacement>): unknown {
  if (marks === true && path.length > 0) return by.get(pathText(path));
  if (!isUnknown(marks)) return value;
  if (Array.isArray(marks)) {
    const values = list(value);
    const length = Math.max(values.length, marks.length);
    return Array.from({ length }, (_, i) => replaced(values[i], marks[i], [...path, i], by));
  }
  const values = isValues(value) ? value : {};
  const keys = [...new Set([...Object.keys(values), ...Object.keys(marks as Values)])];
  return Object.fromEntries(
    keys.flatMap((key) => {
      const each = replaced(values[key], (marks as Values)[key], [...path, key], by);
      return each === undefined ? [] : [[key, each]];
    }),
  );
}

function relevantSources(model: PlanModel, plan: Values): Source[] {
  // Relevant attributes may lack instance keys, so that keys do not count.
  const attributes = new Map<string, Set<string>>();
  for (const { resource, attribute } of blocks(plan.relevant_attributes)) {
    const block = withoutKeys(String(resource));
    const known = attributes.get(block) ?? new Set();
    attributes.set(block, known);
    // Without an attribute, the whole object is relevant.
    const first = text(list(attribute)[0]);
    for (const each of first === undefined ? IDENTIFIERS : [first]) known.add(each);
  }
  return model.instances.flatMap((instance) => {
    const { address, deposed, after, afterUnknown } = instance.entry;
    if (deposed !== undefined || after === undefined || !isValues(afterUnknown)) return [];
    return [...(attributes.get(withoutKeys(address)) ?? [])]
      .filter((attribute) => isUnknown(afterUnknown[attribute]))
      .map((attribute) => ({ instance, attribute }));
  });
}

function withoutKeys(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, "");
}

/** @internal The text of a path: "config.ingress[0].hostname". */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (written, step) =>
      typeof step === "number" ? `${written}[${step}]` : written === "" ? step : `${written}.${step}`,
    "",
  );
}
