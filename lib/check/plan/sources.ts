import { InstanceKey, ModuleStep, nameOfStep, keyOfStep, resourceIn, Step, stepsOf } from "../address";
import type { ExpectedSource } from "./expected-sources";
import type { PlanInstance, PlanModel, Scope } from "./plan-model";
import { currentName } from "./resource-names";
import { isValues, list, Values } from "../../core/terraform/values";

/** @internal An attribute of an object that the apply decides about, and from which another value comes. */
export interface Source {
  readonly instance: PlanInstance;
  readonly attribute: string;
}

/** @internal The sources of an expression. */
export interface Sources {
  /** In the order of the references, and of the keys of each. A source can be there several times. */
  readonly sequence: readonly Source[];
  /** Whether there can be no others. A plan does not contain the expressions of locals and dynamic blocks. */
  readonly isComplete: boolean;
  /** Whether the values have the order of the sequence. A list of a variable can determine another order. */
  readonly isOrdered: boolean;
}

/** Configurations cannot refer to themselves, so this is only a guard against malformed input. */
const MAX_DEPTH = 50;

/** @internal Returns the references in an expression, or in all expressions of nested blocks. */
export function referencesIn(expression: unknown): string[] {
  if (Array.isArray(expression)) return expression.flatMap(referencesIn);
  if (!isValues(expression)) return [];
  if (Array.isArray(expression.references)) return specific(expression.references.map(String));
  if ("constant_value" in expression) return [];
  return Object.values(expression).flatMap(referencesIn);
}

/** Terraform repeats each reference without its last parts. */
function specific(references: readonly string[]): string[] {
  const kept: string[] = [];
  for (const reference of references) {
    const last = kept[kept.length - 1];
    const next = last?.startsWith(reference) ? last.charAt(reference.length) : "";
    if (next !== "." && next !== "[") kept.push(reference);
  }
  return kept;
}

/** @internal Finds the objects from which the unknown values of an expression come. */
export class SourceFinder {
  public constructor(private readonly model: PlanModel) {}

  /** @param expected the objects to which the value can refer */
  public find(expression: unknown, scope: Scope, expected: ExpectedSource | undefined): Sources {
    return this.follow(referencesIn(expression), scope, { expected, rest: [], depth: 0 });
  }

  private follow(references: readonly string[], scope: Scope, goal: Goal): Sources {
    if (goal.depth > MAX_DEPTH) return INCOMPLETE;
    const parsed = references.map(stepsOf);
    const hints = this.hintsOf(parsed, scope);
    return joined(parsed.map((steps) => this.followOne(steps, scope, deeper(goal), hints)));
  }

  private followOne(steps: readonly Step[], scope: Scope, goal: Goal, hints: Hints): Sources {
    const [head, second] = [nameOfStep(steps[0]), nameOfStep(steps[1])];
    switch (head) {
      case undefined:
      case "count":
      case "path":
      case "terraform":
      case "self":
        return NONE;
      case "local":
        return INCOMPLETE;
      case "each":
        if (second !== "value") return NONE;
        return this.followEach(scope, { ...goal, rest: [...steps.slice(2), ...goal.rest] });
      case "var":
        if (second === undefined) return INCOMPLETE;
        return this.followVariable(second, scope, { ...goal, rest: [...steps.slice(2), ...goal.rest] });
      case "module":
        if (second === undefined) return INCOMPLETE;
        return this.followModule(second, steps.slice(2), scope, goal, hints);
      default:
        return this.followResource(steps, scope, goal, hints);
    }
  }

  /** Chained objects and modules have the same keys. */
  private followEach(scope: Scope, goal: Goal): Sources {
    const { key, forEach } = scope;
    if (forEach === undefined) return NONE;
    if (this.eachValue(scope) !== undefined) return NONE;
    const references = referencesIn(forEach).map(stepsOf);
    const hints: Hints = { keys: key === undefined ? [] : [key], lists: [], isKnown: true };
    return joined(references.map((steps) => this.followOne(steps, withoutKey(scope), goal, hints)));
  }

  private followVariable(name: string, { modules }: Scope, goal: Goal): Sources {
    // The values of the root module are known.
    if (modules.length === 0) return NONE;
    const argument = argumentsOf(this.model.callOf(modules))[name];
    return this.follow(referencesIn(argument), this.callerOf(modules), goal);
  }

  private followModule(name: string, steps: readonly Step[], scope: Scope, goal: Goal, hints: Hints): Sources {
    const written = keyOfStep(steps[0]);
    const { rest, hints: all } = selected(written === undefined ? steps : steps.slice(1), goal, hints);
    const keys = this.model.keysOf(scope.modules, name);
    const referred = chosen(keys, (key) => key, written, all);
    const found = joined(
      referred.all.map((key) => {
        const modules: ModuleStep[] = [...scope.modules, { name, ...(key !== undefined && { key }) }];
        const { outputs } = this.model.moduleAt(modules);
        return this.followOutputs(isValues(outputs) ? outputs : {}, modules, rest, { ...goal, rest: [] });
      }),
    );
    return { ...found, isOrdered: found.isOrdered && referred.isOrdered };
  }

  private followOutputs(outputs: Values, modules: readonly ModuleStep[], rest: readonly Step[], goal: Goal): Sources {
    const inside = { modules };
    const output = nameOfStep(rest[0]);
    const expressionOf = (name: string) => (isValues(outputs[name]) ? outputs[name].expression : undefined);
    if (output !== undefined) {
      return this.follow(referencesIn(expressionOf(output)), inside, {
        ...goal,
        rest: [...rest.slice(1), ...goal.rest],
      });
    }
    // A reference to the whole module, or one with an expression as the key. The contents of the outputs decide.
    const { expected } = goal;
    if (expected === undefined) return INCOMPLETE;
    const all = joined(Object.keys(outputs).map((name) => this.follow(referencesIn(expressionOf(name)), inside, goal)));
    const fitting = all.sequence.filter((source) => fits(source, expected));
    return { ...all, sequence: distinct(fitting) };
  }

  private followResource(steps: readonly Step[], scope: Scope, goal: Goal, hints: Hints): Sources {
    const address = resourceIn(steps, scope.modules);
    if (address === undefined) return INCOMPLETE;
    const instances = this.model.instancesOf(scope.modules, address.resource);
    const { rest, hints: all } = selected(address.rest, goal, hints);
    const referred = chosen(instances, (each) => each.address.key, address.key, all);
    const found = joined(referred.all.map((instance) => this.followAttribute(instance, rest, goal)));
    return { ...found, isOrdered: found.isOrdered && referred.isOrdered };
  }

  private followAttribute(instance: PlanInstance, rest: readonly Step[], goal: Goal): Sources {
    const { expected } = goal;
    const isExpected = expected?.types.includes(currentName(instance.entry.type)) === true;
    // A splat or an index that is an expression hides the attribute.
    const attribute = nameOfStep(rest[0]) ?? nameOfStep(rest[1]) ?? (isExpected ? expected.attribute : undefined);
    if (attribute === undefined) return isUnknown(instance.entry.afterUnknown) ? INCOMPLETE : NONE;
    if (!isUnknown(attributeIn(instance.entry.afterUnknown, attribute))) return NONE;
    const references = referencesIn(instance.expressions[attribute]);
    // The attribute repeats what the configuration refers to, such as the input of terraform_data.
    const isCopy = instance.entry.type === "terraform_data" && attribute === "output";
    if (isCopy) return this.follow(referencesIn(instance.expressions.input), instance.scope, goal);
    if (references.length > 0) return this.follow(references, instance.scope, { ...goal, rest: rest.slice(1) });
    return { ...NONE, sequence: [{ instance, attribute }] };
  }

  /** The keys that the references of an expression can select with. */
  private hintsOf(references: readonly (readonly Step[])[], scope: Scope): Hints {
    const keys: InstanceKey[] = [];
    const lists: unknown[][] = [];
    let isKnown = true;
    for (const steps of references) {
      const known = this.knownValue(steps, scope);
      if (typeof known === "string" || typeof known === "number") keys.push(known);
      else if (Array.isArray(known)) lists.push(known);
      else if (known !== undefined) isKnown = false;
    }
    return { keys, lists, isKnown };
  }

  /** The value of `each`, `count` or a variable. Undefined for other references. */
  private knownValue(steps: readonly Step[], scope: Scope): unknown {
    const [head, second] = [nameOfStep(steps[0]), nameOfStep(steps[1])];
    if ((head === "each" && second === "key") || head === "count") return scope.key;
    if (head === "each") return valueAt(this.eachValue(scope) ?? UNKNOWN, steps.slice(2));
    if (head === "local") return UNKNOWN;
    if (head !== "var" || second === undefined) return undefined;
    return valueAt(this.variableValue(second, scope), steps.slice(2));
  }

  private variableValue(name: string, { modules }: Scope): unknown {
    if (modules.length === 0) return this.model.variable(name) ?? UNKNOWN;
    const argument = argumentsOf(this.model.callOf(modules))[name];
    if (!isValues(argument)) return UNKNOWN;
    if (isConstant(argument)) return argument.constant_value;
    const references = referencesIn(argument);
    return references.length === 1
      ? (this.knownValue(stepsOf(references[0]), this.callerOf(modules)) ?? UNKNOWN)
      : UNKNOWN;
  }

  private eachValue({ modules, key, forEach }: Scope): unknown {
    if (!isValues(forEach) || key === undefined) return undefined;
    const references = referencesIn(forEach).map(stepsOf);
    const whole = isConstant(forEach)
      ? forEach.constant_value
      : references.length === 1 && nameOfStep(references[0][0]) === "var"
        ? this.knownValue(references[0], { modules })
        : undefined;
    // for_each accepts sets, whose values are their keys.
    if (Array.isArray(whole)) return whole.includes(key) ? key : undefined;
    return isValues(whole) && Object.hasOwn(whole, key) ? whole[key] : undefined;
  }

  private callerOf(modules: readonly ModuleStep[]): Scope {
    const { key } = modules[modules.length - 1];
    const forEach = this.model.callOf(modules).for_each_expression;
    return { modules: modules.slice(0, -1), ...(key !== undefined && { key }), forEach };
  }
}

/** What is sought. */
interface Goal {
  readonly expected: ExpectedSource | undefined;
  /** The steps that follow a reference to a whole object. */
  readonly rest: readonly Step[];
  readonly depth: number;
}

/** Values of the expression that may be keys. */
interface Hints {
  readonly keys: readonly InstanceKey[];
  /** Lists over which the expression can iterate. */
  readonly lists: readonly (readonly unknown[])[];
  /** Whether these are all. */
  readonly isKnown: boolean;
}

const UNKNOWN = Symbol("unknown");
const NONE: Sources = { sequence: [], isComplete: true, isOrdered: true };
const INCOMPLETE: Sources = { ...NONE, isComplete: false };

function deeper(goal: Goal): Goal {
  return { ...goal, depth: goal.depth + 1 };
}

function withoutKey({ modules }: Scope): Scope {
  return { modules };
}

function joined(all: readonly Sources[]): Sources {
  return {
    sequence: all.flatMap(({ sequence }) => sequence),
    isComplete: all.every(({ isComplete }) => isComplete),
    isOrdered: all.every(({ isOrdered }) => isOrdered),
  };
}

/** The written key, the only one that the expression can select, or all. */
function chosen<Each>(
  all: readonly Each[],
  keyOf: (each: Each) => InstanceKey | undefined,
  written: InstanceKey | undefined,
  { keys, lists, isKnown }: Hints,
): { readonly all: readonly Each[]; readonly isOrdered: boolean } {
  if (written !== undefined) return { all: all.filter((each) => keyOf(each) === written), isOrdered: true };
  if (all.length < 2) return { all, isOrdered: true };
  const hinted = isKnown ? all.filter((each) => keys.includes(keyOf(each) ?? "")) : [];
  if (hinted.length === 1) return { all: hinted, isOrdered: true };
  const order = isKnown ? lists.find((each) => isOrderOf(each, all.map(keyOf))) : undefined;
  if (order === undefined) return { all, isOrdered: isKnown && keys.length === 0 && lists.length === 0 };
  const sorted = [...all].sort((a, b) => order.indexOf(keyOf(a)) - order.indexOf(keyOf(b)));
  return { all: sorted, isOrdered: true };
}

/** A reference to a whole module or block, from which a key is taken later. */
function selected(
  steps: readonly Step[],
  { rest }: Goal,
  hints: Hints,
): { readonly rest: readonly Step[]; readonly hints: Hints } {
  const key = steps.length === 0 ? keyOfStep(rest[0]) : undefined;
  if (key === undefined) return { rest: [...steps, ...rest], hints };
  return { rest: rest.slice(1), hints: { keys: [key], lists: [], isKnown: true } };
}

function isOrderOf(order: readonly unknown[], keys: readonly unknown[]): boolean {
  return order.length === keys.length && keys.every((key) => order.includes(key));
}

/** In JSON syntax, an expression has a text as its constant value, and references. */
function isConstant(expression: Values): boolean {
  return "constant_value" in expression && !("references" in expression);
}

function argumentsOf(call: Values): Values {
  return isValues(call.expressions) ? call.expressions : {};
}

function valueAt(value: unknown, steps: readonly Step[]): unknown {
  let found = value;
  for (const step of steps) {
    const key = nameOfStep(step) ?? keyOfStep(step)!;
    found = isValues(found) ? found[key] : typeof key === "number" ? list(found)[key] : undefined;
  }
  return found ?? UNKNOWN;
}

function attributeIn(unknown: unknown, attribute: string): unknown {
  return unknown === true || (isValues(unknown) && unknown[attribute]);
}

/** @internal Whether a value of `after_unknown` marks anything. */
export function isUnknown(marks: unknown): boolean {
  if (Array.isArray(marks)) return marks.some(isUnknown);
  return marks === true || (isValues(marks) && Object.values(marks).some(isUnknown));
}

/** @internal Whether a source is of an expected kind. */
export function fits({ instance, attribute }: Source, expected: ExpectedSource): boolean {
  const { types } = expected;
  const isAlias = expected.attribute === "id" && TUNNEL_NAME.has(attribute);
  return types.includes(currentName(instance.entry.type)) && (attribute === expected.attribute || isAlias);
}

/** Attributes that contain the id of their object: the name of a tunnel in DNS, and what data sources repeat. */
const TUNNEL_NAME = new Set(["cname", "tunnel_id", "zone_id", "policy_id"]);

/** @internal Removes repeated sources. */
export function distinct(sources: readonly Source[]): Source[] {
  return [...new Map(sources.map((each) => [`${each.instance.entry.address}.${each.attribute}`, each])).values()];
}
