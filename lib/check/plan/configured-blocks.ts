import { nameOfStep, resourceIn, stepsOf } from "../address";
import { referencesIn } from "./sources";
import { push } from "../../core/push";
import { block, blocks, list, Values } from "../../core/terraform/values";
import type { ConfigurationBlock } from "../order/prior-state";

/**
 * Returns the blocks of the configuration of a plan with what they refer to, directly or through variables, outputs and
 * modules. A plan does not show what local values and `replace_triggered_by` refer to.
 *
 * @param plan the parsed output of `terraform show -json PLAN`
 * @internal
 */
export function configuredBlocks(plan: Values): ConfigurationBlock[] {
  return new ConfigurationReader(block(block(plan.configuration).root_module)).read();
}

class ConfigurationReader {
  /** What each block, variable, output, call and module refers to, by address. */
  private readonly references = new Map<string, string[]>();
  private readonly addresses: string[] = [];

  public constructor(root: Values) {
    this.addModule(root, "", []);
  }

  public read(): ConfigurationBlock[] {
    const known = new Set(this.addresses);
    return this.addresses.map((address) => ({ address, references: this.blocksBelow(address, known) }));
  }

  /** @param calls the calls of the modules around, for which every block in them waits */
  private addModule(module: Values, prefix: string, calls: readonly string[]): void {
    for (const resource of blocks(module.resources)) {
      const address = prefix + String(resource.address);
      this.addresses.push(address);
      this.add(address, prefix, resource);
      calls.forEach((call) => push(this.references, address, call));
      if (prefix !== "") push(this.references, prefix, address);
    }
    for (const [name, output] of Object.entries(block(module.outputs))) {
      this.add(`${prefix}output.${name}`, prefix, block(output));
    }
    for (const [name, call] of Object.entries(block(module.module_calls))) {
      const inner = `${prefix}module.${name}.`;
      const { expressions, module: content, ...meta } = block(call);
      this.add(`${inner}call`, prefix, meta);
      for (const [argument, expression] of Object.entries(block(expressions))) {
        this.add(`${inner}var.${argument}`, prefix, { expression });
        push(this.references, `${inner}var.${argument}`, `${inner}call`);
      }
      this.addModule(block(content), inner, [...calls, `${inner}call`]);
      if (prefix !== "") push(this.references, prefix, inner);
    }
  }

  private add(address: string, prefix: string, values: Values): void {
    const { depends_on: declared, ...expressions } = values;
    for (const reference of [...list(declared).map(String), ...referencesIn(expressions)]) {
      const target = this.targetOf(reference, prefix);
      if (target !== undefined) push(this.references, address, target);
    }
  }

  private targetOf(reference: string, prefix: string): string | undefined {
    const steps = stepsOf(reference);
    const [head, name] = steps.map(nameOfStep);
    if (head === "var") return `${prefix}var.${name}`;
    if (head === "module") {
      const output = steps
        .slice(2)
        .map(nameOfStep)
        .find((each) => each !== undefined);
      const target = `${prefix}module.${name}.output.${output}`;
      // A reference to the whole module, also with a key, means everything in it.
      return steps.length > 2 && output !== undefined ? target : `${prefix}module.${name}.`;
    }
    const resource = resourceIn(steps, []);
    return resource === undefined ? undefined : prefix + resource.resource;
  }

  private blocksBelow(start: string, known: ReadonlySet<string>): string[] {
    const visited = new Set([start]);
    const pending = [start];
    const found: string[] = [];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const each of this.references.get(next) ?? []) {
        if (visited.has(each)) continue;
        visited.add(each);
        if (known.has(each)) found.push(each);
        else pending.push(each);
      }
    }
    return found;
  }
}
