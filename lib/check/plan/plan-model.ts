import { push } from "../../core/push";
import { compareKeys, InstanceKey, modulePath, ModuleStep, ResourceAddress, resourceAddress } from "../address";
import type { PlanEntry } from "./plan-json";
import { blocks, isValues, Values } from "../../core/terraform/values";

/** @internal One object of a plan with its configuration. */
export interface PlanInstance {
  readonly entry: PlanEntry;
  readonly address: ResourceAddress;
  /** The expressions by attribute. Empty if the block is not in the configuration. */
  readonly expressions: Values;
  readonly scope: Scope;
}

/** @internal Where an expression is evaluated. */
export interface Scope {
  readonly modules: readonly ModuleStep[];
  /** The value of `each.key` or `count.index`. */
  readonly key?: InstanceKey;
  /** The expression of `for_each`. */
  readonly forEach?: unknown;
}

/** @internal The objects of a plan by address, and the configuration of its modules. */
export class PlanModel {
  public readonly instances: readonly PlanInstance[];
  private readonly byBlock = new Map<string, PlanInstance[]>();
  private readonly moduleKeys = new Map<string, Set<InstanceKey | undefined>>();
  private readonly sortedKeys = new Map<string, readonly (InstanceKey | undefined)[]>();
  private readonly resources = new Map<Values, ReadonlyMap<string, Values>>();
  private readonly root: Values;
  private readonly variables: Values;

  public constructor(plan: Values, entries: readonly PlanEntry[]) {
    const configuration = isValues(plan.configuration) ? plan.configuration : {};
    this.root = isValues(configuration.root_module) ? configuration.root_module : {};
    this.variables = isValues(plan.variables) ? plan.variables : {};
    this.instances = entries.flatMap((entry) => this.instanceOf(entry) ?? []);
    for (const instance of this.instances) this.register(instance);
    for (const each of this.byBlock.values()) each.sort((a, b) => compareKeys(a.address.key, b.address.key));
  }

  /** The current objects of a block in one instance of its module, sorted by key. */
  public instancesOf(modules: readonly ModuleStep[], resource: string): readonly PlanInstance[] {
    return this.byBlock.get(`${modulePath(modules)}|${resource}`) ?? [];
  }

  /** The keys of a module that a module calls, sorted. */
  public keysOf(parent: readonly ModuleStep[], name: string): readonly (InstanceKey | undefined)[] {
    const place = `${modulePath(parent)}|${name}`;
    const known = this.sortedKeys.get(place) ?? [...(this.moduleKeys.get(place) ?? [])].sort(compareKeys);
    this.sortedKeys.set(place, known);
    return known;
  }

  /** The configuration of a module. */
  public moduleAt(modules: readonly ModuleStep[]): Values {
    return modules.reduce((module, { name }) => child(this.callIn(module, name), "module"), this.root);
  }

  /** The block that calls a module. */
  public callOf(modules: readonly ModuleStep[]): Values {
    return this.callIn(this.moduleAt(modules.slice(0, -1)), modules[modules.length - 1].name);
  }

  /** The value of a variable of the root module. */
  public variable(name: string): unknown {
    return child(this.variables, name).value;
  }

  private callIn(module: Values, name: string): Values {
    return child(child(module, "module_calls"), name);
  }

  private instanceOf(entry: PlanEntry): PlanInstance | undefined {
    const address = resourceAddress(entry.address);
    if (address === undefined) return undefined;
    const block = this.resourceIn(this.moduleAt(address.modules), address.resource);
    const { modules, key } = address;
    return {
      entry,
      address,
      expressions: isValues(block?.expressions) ? block.expressions : {},
      scope: { modules, ...(key !== undefined && { key }), forEach: block?.for_each_expression },
    };
  }

  private resourceIn(module: Values, resource: string): Values | undefined {
    const known =
      this.resources.get(module) ?? new Map(blocks(module.resources).map((each) => [String(each.address), each]));
    this.resources.set(module, known);
    return known.get(resource);
  }

  private register(instance: PlanInstance): void {
    const { entry, address } = instance;
    address.modules.forEach(({ name, key }, i) => {
      const place = `${modulePath(address.modules.slice(0, i))}|${name}`;
      this.moduleKeys.set(place, (this.moduleKeys.get(place) ?? new Set()).add(key));
    });
    // References lead to current objects that exist after the apply.
    if (entry.deposed !== undefined || entry.after === undefined) return;
    push(this.byBlock, `${modulePath(address.modules)}|${address.resource}`, instance);
  }
}

function child(values: Values, key: string): Values {
  const value = Object.hasOwn(values, key) ? values[key] : undefined;
  return isValues(value) ? value : {};
}
