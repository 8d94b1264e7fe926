import { Comparison, EvaluatedState } from "./comparison";
import { asTerraform, ExposureCheck, PreparedCheck } from "./exposure";
import type { TerraformObject } from "../../inventory/terraform/objects";
import type { CloudObject } from "../cloud/object";

/**
 * A check that evaluates each distinct state once. Most states of an exploration occur in many fault scenarios.
 *
 * @internal
 */
export class StateCheck {
  /** The name of the check. */
  public readonly name: string;
  /** Describes a user in reports. */
  public readonly describe: ExposureCheck["describe"];
  private readonly evaluate: PreparedCheck;
  private readonly byContent = new Map<string, Interned>();
  private readonly byObject = new WeakMap<CloudObject, Interned>();
  private readonly states = new Map<string, EvaluatedState>();
  private readonly comparisons = new Map<EvaluatedState, Map<EvaluatedState, Comparison>>();

  public constructor(
    private readonly check: ExposureCheck,
    allObjects: TerraformObject[],
  ) {
    this.name = check.name;
    this.describe = check.describe;
    this.evaluate = check.prepare(allObjects);
  }

  /** Evaluates a state. The same content yields the same state. */
  public stateOf(objects: readonly CloudObject[]): EvaluatedState {
    const own = objects.filter(({ type }) => this.check.reads(type)).map((each) => this.interned(each));
    const key = own
      .map(({ number }) => number)
      .sort((a, b) => a - b)
      .join();
    const known = this.states.get(key) ?? new EvaluatedState(this.evaluate(own.map(({ object }) => object)));
    this.states.set(key, known);
    return known;
  }

  /** The comparison with two steady states. */
  public comparisonOf(before: readonly CloudObject[], after: readonly CloudObject[]): Comparison {
    const [from, to] = [this.stateOf(before), this.stateOf(after)];
    const known = this.comparisons.get(from) ?? new Map<EvaluatedState, Comparison>();
    const comparison = known.get(to) ?? new Comparison(from, to, this.check.describe);
    this.comparisons.set(from, known.set(to, comparison));
    return comparison;
  }

  private interned(object: CloudObject): Interned {
    const known = this.byObject.get(object);
    if (known !== undefined) return known;
    const { type, id, name, values } = object;
    const content = JSON.stringify([type, id, name, values]);
    const interned = this.byContent.get(content) ?? { number: this.byContent.size, object: asTerraform(object) };
    this.byContent.set(content, interned);
    this.byObject.set(object, interned);
    return interned;
  }
}

/** An object that is the same in every state with the same content. */
interface Interned {
  readonly number: number;
  readonly object: TerraformObject;
}
