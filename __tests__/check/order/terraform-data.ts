import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { blockOf, wholeAddress } from "../../../lib/check/address";
import type { OrderedChange } from "../../../lib/check/order/change-nodes";
import type { ConfigurationBlock, RecordedObject } from "../../../lib/check/order/prior-state";
import { terraformBinary } from "../../../lib/core/terraform/binary";

const TYPE = "terraform_data";

/** A source of reproducible random numbers. */
export class Random {
  public constructor(private state: number) {}

  /** Returns a number from 0 up to, but not including, the limit. */
  public below(limit: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) % 4294967296;
    return Math.floor((((this.state + 4294967296) % 4294967296) / 4294967296) * limit);
  }

  public chance(probability: number): boolean {
    return this.below(1000) < probability * 1000;
  }

  public pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }
}

interface Reference {
  readonly target: string;
  readonly key?: string;
  readonly via: "input" | "local" | "depends" | "trigger";
}

interface Block {
  readonly keys?: readonly string[];
  readonly references: readonly Reference[];
  readonly createBeforeDestroy: boolean;
  readonly value: number;
  readonly replacement: number;
}

/** A configuration of `terraform_data` blocks. The block "m" is a module with two blocks. */
export type Configuration = { readonly [name: string]: Block };

const NAMES = ["a", "b", "c", "d", "e", "m"];
const MODULE = "m";

/** Changes a configuration at random. */
export function nextConfiguration(random: Random, previous: Configuration = {}): Configuration {
  const isReordered = random.chance(0.25);
  const ranked = isReordered ? [...NAMES].sort(() => random.below(3) - 1) : NAMES;
  const present = ranked.filter((name) => random.chance(previous[name] === undefined ? 0.6 : 0.85));
  const keysOf = new Map(
    present.map((name) => {
      const keys = random.pick([["p"], ["q"], ["p", "q"]]);
      const known = previous[name]?.keys;
      const hasKeys = previous[name] === undefined ? random.chance(0.4) : known !== undefined;
      return [name, !hasKeys ? undefined : known !== undefined && random.chance(0.6) ? known : keys];
    }),
  );
  const entries = present.map((name, rank): [string, Block] => {
    const lower = present.slice(0, rank);
    const known = previous[name];
    const kept = known?.references.filter(
      ({ target, key }) => lower.includes(target) && (key === undefined || keysOf.get(target)?.includes(key)),
    );
    const keys = keysOf.get(name);
    return [
      name,
      {
        ...(keys !== undefined && { keys }),
        references:
          kept !== undefined && random.chance(0.5)
            ? kept
            : lower.flatMap((target) => reference(random, target, keysOf)),
        createBeforeDestroy: known !== undefined && random.chance(0.8) ? known.createBeforeDestroy : random.chance(0.5),
        value: known !== undefined && random.chance(0.25) ? known.value : random.below(1e6),
        replacement: known !== undefined && random.chance(0.6) ? known.replacement : random.below(1e6),
      },
    ];
  });
  return Object.fromEntries(entries);
}

function reference(
  random: Random,
  target: string,
  keysOf: ReadonlyMap<string, readonly string[] | undefined>,
): Reference[] {
  if (!random.chance(0.45)) return [];
  const keys = keysOf.get(target);
  const via = random.pick(["input", "input", "local", "depends", "trigger"] as const);
  return [{ target, via, ...(keys !== undefined && random.chance(0.5) && { key: random.pick(keys) }) }];
}

function expression({ target, key }: Reference, { keys }: Block): string {
  const [object, attribute] = target === MODULE ? [`module.${MODULE}`, "o"] : [`${TYPE}.${target}`, "id"];
  if (keys === undefined) return `\${${object}.${attribute}}`;
  return key === undefined ? `\${[for each in ${object} : each.${attribute}]}` : `\${${object}["${key}"].${attribute}}`;
}

/** The files of a configuration. */
function files(configuration: Configuration): { root: object; module: object } {
  const resources: { [name: string]: object } = {};
  const locals: { [name: string]: string } = {};
  let call: object | undefined;
  let module: object = {};
  for (const [name, block] of Object.entries(configuration)) {
    const via = (kind: Reference["via"]) => block.references.filter((each) => each.via === kind);
    const values = via("input").map((each) => expression(each, configuration[each.target]));
    via("local").forEach((each, i) => {
      locals[`${name}${i}`] = expression(each, configuration[each.target]);
      values.push(`\${local.${name}${i}}`);
    });
    const triggers = via("trigger").map((each) => expression(each, configuration[each.target]));
    const depends = via("depends").map(({ target }) => (target === MODULE ? `module.${MODULE}` : `${TYPE}.${target}`));
    const each = block.keys !== undefined && { for_each: `\${toset(${JSON.stringify(block.keys)})}` };
    const meta = { ...each, ...(depends.length > 0 && { depends_on: depends }) };
    const lifecycle = { create_before_destroy: block.createBeforeDestroy };
    if (name === MODULE) {
      call = { [MODULE]: { source: "./m", ...meta, x: [...values, ...triggers] } };
      module = {
        variable: { x: { type: "any" } },
        output: { o: { value: `\${${TYPE}.s.id}` } },
        resource: {
          [TYPE]: {
            r: { input: ["${var.x}", block.value], triggers_replace: block.replacement, lifecycle },
            s: { input: [`\${${TYPE}.r.id}`, block.value] },
          },
        },
      };
    } else {
      resources[name] = {
        ...meta,
        input: [values, block.value],
        triggers_replace: [triggers, block.replacement],
        lifecycle,
      };
    }
  }
  return {
    root: {
      ...(Object.keys(resources).length > 0 && { resource: { [TYPE]: resources } }),
      ...(Object.keys(locals).length > 0 && { locals }),
      ...(call !== undefined && { module: call }),
    },
    module,
  };
}

/** The blocks of a configuration, as the model expects them. */
export function blocksOfConfiguration(configuration: Configuration): ConfigurationBlock[] {
  const inModule = (name: string) => `module.${MODULE}.${TYPE}.${name}`;
  const addressesOf = ({ target, key, via }: Reference): string[] => {
    if (target === MODULE) return via === "depends" ? [inModule("r"), inModule("s")] : [inModule("s")];
    return [`${TYPE}.${target}${key === undefined || via === "depends" ? "" : `["${key}"]`}`];
  };
  return Object.entries(configuration).flatMap(([name, { references, createBeforeDestroy }]): ConfigurationBlock[] => {
    const all = references.flatMap(addressesOf);
    if (name !== MODULE) return [{ address: `${TYPE}.${name}`, references: all, createBeforeDestroy }];
    const depends = references.filter(({ via }) => via === "depends").flatMap(addressesOf);
    return [
      { address: inModule("r"), references: all, createBeforeDestroy },
      { address: inModule("s"), references: [inModule("r"), ...depends] },
    ];
  });
}

/** One object of a state file. */
interface StateInstance {
  index_key?: string;
  deposed?: string;
  dependencies?: string[];
  create_before_destroy?: boolean;
}

interface StateResource {
  module?: string;
  mode: string;
  type: string;
  name: string;
  provider: string;
  instances: StateInstance[];
}

/** The objects of a state file by address. */
export interface StateObject {
  readonly address: string;
  readonly resource: StateResource;
  readonly instance: StateInstance;
}

export interface Plan {
  /** The recorded dependencies in the prior state of the plan. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** Whether Terraform refuses the plan because of a cycle. */
  readonly isCycle: boolean;
  readonly changes: OrderedChange[];
  readonly unchanged: Set<string>;
  readonly graph: string;
  /** The output of `terraform show -json`. */
  readonly json: string;
}

/** A directory in which Terraform runs. */
export class Workspace {
  private readonly directory = mkdtempSync(path.join(tmpdir(), "terraform-orders-"));

  public constructor() {
    mkdirSync(this.file("m"));
    mkdirSync(this.file(".terraform/modules"), { recursive: true });
    // With this list of modules, no initialization is required.
    const modules = {
      Modules: [
        { Key: "", Source: "", Dir: "." },
        { Key: MODULE, Source: "./m", Dir: "m" },
      ],
    };
    writeFileSync(this.file(".terraform/modules/modules.json"), JSON.stringify(modules));
    writeFileSync(this.file("cli.tfrc"), "");
  }

  public remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  public write(configuration: Configuration): void {
    const { root, module } = files(configuration);
    writeFileSync(this.file("main.tf.json"), JSON.stringify(root));
    writeFileSync(this.file("m/main.tf.json"), JSON.stringify(module));
  }

  public plan(destroys: boolean): Plan {
    const args = ["plan", "-input=false", "-no-color", "-out=tfplan", ...(destroys ? ["-destroy"] : [])];
    const { status, stderr } = this.terraform(args);
    const isCycle = status !== 0 && stderr.includes("Cycle:");
    if (status !== 0 && !isCycle) throw new Error(stderr);
    const json = this.succeed(["show", "-json", "tfplan"]);
    const shown = JSON.parse(json);
    const all: { address: string; deposed?: string; change: { actions: string[] } }[] = shown.resource_changes ?? [];
    const changes = all
      .filter(({ deposed }) => deposed === undefined)
      .map(({ address, change: { actions } }) => ({
        address,
        block: blockOf(wholeAddress(address)!),
        action: actions.join("-") as OrderedChange["action"],
      }));
    return {
      lists: new Map(priorResources(shown.prior_state?.values?.root_module)),
      isCycle,
      changes,
      unchanged: new Set(changes.filter(({ action }) => action === "no-op").map(({ address }) => address)),
      graph: isCycle ? "" : this.succeed(["graph", "-plan=tfplan"]),
      json,
    };
  }

  /** Applies the plan. Returns false if the built-in provider contradicts its plan, which happens with some lists. */
  public apply(): boolean {
    const { status, stderr } = this.terraform(["apply", "-input=false", "-no-color", "tfplan"]);
    if (status !== 0 && !stderr.includes("inconsistent final plan")) throw new Error(stderr);
    return status === 0;
  }

  public get state(): StateObject[] {
    if (!existsSync(this.file("terraform.tfstate"))) return [];
    const { resources } = JSON.parse(readFileSync(this.file("terraform.tfstate"), "utf8"));
    return (resources as StateResource[]).flatMap((resource) =>
      resource.instances.map((instance) => ({ address: addressOf(resource, instance), resource, instance })),
    );
  }

  /** Replaces the objects of the state. The state must exist. */
  public set state(objects: readonly StateObject[]) {
    const file = this.file("terraform.tfstate");
    const state = JSON.parse(readFileSync(file, "utf8"));
    const resources = new Map<string, StateResource>();
    for (const { resource, instance } of objects) {
      const key = `${resource.module ?? ""} ${resource.name}`;
      const known = resources.get(key) ?? { ...resource, instances: [] };
      known.instances.push(instance);
      resources.set(key, known);
    }
    writeFileSync(file, JSON.stringify({ ...state, serial: state.serial + 1, resources: [...resources.values()] }));
  }

  private succeed(args: string[]): string {
    const { status, stdout, stderr } = this.terraform(args);
    if (status !== 0) throw new Error(stderr);
    return stdout;
  }

  private terraform(args: string[]) {
    return spawnSync(terraformBinary(), args, {
      cwd: this.directory,
      encoding: "utf8",
      maxBuffer: 1e8,
      env: { PATH: process.env.PATH, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: this.file("cli.tfrc") },
    });
  }

  private file(name: string): string {
    return path.join(this.directory, name);
  }
}

interface PriorModule {
  readonly resources?: { readonly address: string; readonly deposed_key?: string; readonly depends_on?: string[] }[];
  readonly child_modules?: PriorModule[];
}

function priorResources({ resources = [], child_modules: modules = [] }: PriorModule = {}): [string, string[]][] {
  const own = resources.map(({ address, deposed_key: key = "", depends_on: depends = [] }): [string, string[]] => [
    `${address} ${key}`,
    depends,
  ]);
  return [...own, ...modules.flatMap(priorResources)];
}

function addressOf({ module, type, name }: StateResource, { index_key: key }: StateInstance): string {
  const resource = `${module === undefined ? "" : `${module}.`}${type}.${name}`;
  return key === undefined ? resource : `${resource}["${key}"]`;
}

/** The objects of a state, as the model expects them, optionally with the lists of a plan. */
export function recordedIn(state: readonly StateObject[], lists?: Plan["lists"]): RecordedObject[] {
  return state.map(({ address, instance }) => ({
    address,
    block: blockOf(wholeAddress(address)!),
    dependencies: lists?.get(`${address} ${instance.deposed ?? ""}`) ?? instance.dependencies ?? [],
    createBeforeDestroy: instance.create_before_destroy ?? false,
    ...(instance.deposed !== undefined && { deposed: instance.deposed }),
  }));
}
