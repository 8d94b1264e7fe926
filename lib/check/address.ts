/** @internal The key of an instance: a string with for_each, a number with count. */
export type InstanceKey = string | number;

/** @internal One step of an address or a reference: `.name` or `[key]`. */
export type Step = { readonly name: string } | { readonly key: InstanceKey };

/** @internal One module in the path of an address. */
export interface ModuleStep {
  readonly name: string;
  readonly key?: InstanceKey;
}

/** @internal The address of a resource instance, a resource or one of its attributes. */
export interface ResourceAddress {
  readonly modules: readonly ModuleStep[];
  /** "type.name", "data.type.name" or "ephemeral.type.name". */
  readonly resource: string;
  readonly key?: InstanceKey;
  /** The steps after the resource, such as the name of an attribute. */
  readonly rest: readonly Step[];
}

const STEP = /^(?:\.?([\p{ID_Start}_][\p{ID_Continue}-]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\])/u;

/** @internal Splits an address or a reference into steps. Stops at what is not part of a reference. */
export function stepsOf(text: string): Step[] {
  return readSteps(text).steps;
}

function readSteps(text: string): { readonly steps: Step[]; readonly rest: string } {
  const steps: Step[] = [];
  let rest = text;
  for (let match = STEP.exec(rest); match !== null; match = STEP.exec(rest)) {
    const [whole, name, index, key] = match;
    steps.push(name !== undefined ? { name } : { key: index !== undefined ? Number(index) : unquoted(key) });
    rest = rest.slice(whole.length);
  }
  return { steps, rest };
}

/** HCL escapes what JSON escapes, and doubles the sign of a template. */
function unquoted(key: string): string {
  const literal = key.replace(/([$%])\1\{/g, "$1{");
  try {
    return JSON.parse(`"${literal}"`) as string;
  } catch {
    return literal;
  }
}

/** @internal The name of a step, or undefined for a key. */
export function nameOfStep(step: Step | undefined): string | undefined {
  return step !== undefined && "name" in step ? step.name : undefined;
}

/** @internal The key of a step, or undefined for a name. */
export function keyOfStep(step: Step | undefined): InstanceKey | undefined {
  return step !== undefined && "key" in step ? step.key : undefined;
}

/** @internal Reads the address of a resource, or undefined if the text is none. */
export function resourceAddress(text: string): ResourceAddress | undefined {
  const { modules, rest } = modulesOf(stepsOf(text));
  return resourceIn(rest, modules);
}

/** @internal Reads text that is the address of a resource or of an instance, and nothing else. */
export function wholeAddress(text: string): ResourceAddress | undefined {
  const { steps, rest } = readSteps(text);
  if (rest !== "") return undefined;
  const { modules, rest: resource } = modulesOf(steps);
  const address = resourceIn(resource, modules);
  const isResource = address?.rest.length === 0 && !OTHER_KINDS.has(nameOfStep(resource[0]));
  return isResource ? address : undefined;
}

const OTHER_KINDS: ReadonlySet<string | undefined> = new Set(["module", "var", "local", "output", "provider", "check"]);

/** @internal Takes the leading modules from steps. */
export function modulesOf(steps: readonly Step[]): { readonly modules: ModuleStep[]; readonly rest: readonly Step[] } {
  const modules: ModuleStep[] = [];
  let rest = steps;
  while (nameOfStep(rest[0]) === "module" && nameOfStep(rest[1]) !== undefined) {
    const name = nameOfStep(rest[1])!;
    const key = keyOfStep(rest[2]);
    modules.push({ name, ...(key !== undefined && { key }) });
    rest = rest.slice(key === undefined ? 2 : 3);
  }
  return { modules, rest };
}

/** @internal Reads a resource from steps without modules. */
export function resourceIn(steps: readonly Step[], modules: readonly ModuleStep[]): ResourceAddress | undefined {
  const parts = MODES.has(nameOfStep(steps[0])) ? 3 : 2;
  const names = steps.slice(0, parts).map(nameOfStep);
  if (names.length < parts || names.includes(undefined)) return undefined;
  const key = keyOfStep(steps[parts]);
  return {
    modules,
    resource: names.join("."),
    ...(key !== undefined && { key }),
    rest: steps.slice(key === undefined ? parts : parts + 1),
  };
}

const MODES: ReadonlySet<string | undefined> = new Set(["data", "ephemeral"]);

/** @internal The text of a module path with its keys. Empty for the root module. */
export function modulePath(modules: readonly ModuleStep[]): string {
  return modules.map(({ name, key }) => `module.${name}${keyText(key)}`).join(".");
}

/** @internal The address without instance keys. */
export function blockOf({ modules, resource }: ResourceAddress): string {
  return [...modules.map(moduleText), resource].join(".");
}

/** @internal The text of a module path without keys. Empty for the root module. */
export function moduleBlock(modules: readonly ModuleStep[]): string {
  return modules.map(moduleText).join(".");
}

function moduleText({ name }: ModuleStep): string {
  return `module.${name}`;
}

/** @internal The text of a key in an address. */
export function keyText(key: InstanceKey | undefined): string {
  return key === undefined ? "" : `[${JSON.stringify(key)}]`;
}

/** @internal Compares keys in the order in which Terraform iterates over them. */
export function compareKeys(a: InstanceKey | undefined, b: InstanceKey | undefined): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [String(a ?? ""), String(b ?? "")];
  return left < right ? -1 : left > right ? 1 : 0;
}
