import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { InventoryError } from "./errors";
import { unreadFilesIn, whyUnread } from "./unread";
import { block, blocks, compare, isValues, list, text, Values } from "../../core/terraform/values";

/**
 * One synthesized stack.
 *
 * @internal
 */
export interface SynthesizedStack {
  /** The name in the manifest, or the name of the directory. */
  readonly name: string;
  /** The directory that contains its Terraform files. */
  readonly directory: string;
  /** The names of its files. @default - all `*.tf.json` files of the directory */
  readonly files?: string[];
  /** The parsed JSON. If there are several files, each top-level key contains a list with the values of all files. */
  readonly terraform: Values;
  /** Warnings of the app and of the reader. */
  readonly warnings: string[];
  /** Files that may define more objects, but are not read. `whyUnread` explains each. */
  readonly unread: string[];
  /** The names of the stacks that must be applied first. */
  readonly dependencies: string[];
  /** Whether a manifest of cdktf lists the stack. */
  readonly fromManifest: boolean;
}

const SUFFIX = ".tf.json";

/** @internal The file with import blocks beside a synthesized stack. */
export const IMPORTS_FILE = `imports${SUFFIX}`;

/**
 * Reads a `cdktf.out` directory, any directory with `*.tf.json` files, or one such file. The stacks are sorted by name.
 *
 * @throws InventoryError SynthesizedStackNotFound, SynthesizedStackUnreadable
 * @internal
 */
export function readStacks(path: string): SynthesizedStack[] {
  if (!existsSync(path)) {
    throw notFound(path, "the path does not exist");
  }
  if (!statSync(path).isDirectory()) {
    const files = [basename(path)];
    return [{ ...readFiles(dirname(path), files), files }];
  }
  if (existsSync(join(path, "manifest.json"))) return readManifest(path);
  const all = readdirSync(path);
  const files = all.filter((file) => file.endsWith(SUFFIX));
  if (files.length === 0) {
    const [other] = unreadFilesIn(path, []);
    const hint =
      other === undefined
        ? ""
        : `; ${other} is not read, because ${whyUnread(other)}, but \`check\`, \`rehearse\` and \`probe\` read its ` +
          "plan with --plan-json";
    throw notFound(path, `it contains neither manifest.json nor *${SUFFIX}${hint}`);
  }
  return [readFiles(path, files.sort(compare))];
}

function readManifest(path: string): SynthesizedStack[] {
  const file = join(path, "manifest.json");
  const { stacks } = parse(file);
  if (!isValues(stacks)) throw unreadable(file, "`stacks` is missing");
  if (Object.keys(stacks).length === 0) throw notFound(path, "manifest.json lists no stacks");
  return Object.entries(stacks)
    .map(([name, stack]) => readManifestStack(path, name, block(stack)))
    .sort((a, b) => compare(a.name, b.name));
}

function readManifestStack(path: string, key: string, stack: Values): SynthesizedStack {
  const written = text(stack.synthesizedStackPath);
  if (written === undefined) throw unreadable(join(path, "manifest.json"), `stack ${key} has no synthesizedStackPath`);
  const file = join(path, written);
  if (!existsSync(file)) throw notFound(file, "manifest.json lists this file, but it does not exist");
  const unread = unreadFilesIn(dirname(file), [basename(file), IMPORTS_FILE]);
  return {
    name: text(stack.name) ?? key,
    directory: dirname(file),
    terraform: withImports(parse(file), dirname(file)),
    warnings: [
      ...blocks(stack.annotations)
        .filter(({ level }) => level === "@cdktf/warn" || level === "@cdktf/error")
        .map(({ constructPath, message }) => `[${constructPath}] ${message}`),
      ...unread.map(ignored),
    ],
    unread,
    dependencies: list(stack.dependencies).flatMap((name) => text(name) ?? []),
    fromManifest: true,
  };
}

function ignored(file: string): string {
  return `${file} is ignored, because ${whyUnread(file)}.`;
}

/** Terraform reads the import blocks together with the stack. */
function withImports(terraform: Values, directory: string): Values {
  const file = join(directory, IMPORTS_FILE);
  if (!existsSync(file)) return terraform;
  return { ...terraform, import: [...blocks(terraform.import), ...blocks(parse(file).import)] };
}

function readFiles(directory: string, files: string[]): SynthesizedStack {
  const parsed = files.map((file) => parse(join(directory, file)));
  const unread = unreadFilesIn(directory, files);
  return {
    name: basename(resolve(directory)),
    directory,
    terraform: parsed.length === 1 ? parsed[0] : merge(parsed),
    warnings: unread.map(ignored),
    unread,
    dependencies: [],
    fromManifest: false,
  };
}

/** Terraform JSON allows a list wherever it allows a block, so files are merged into lists. */
function merge(files: Values[]): Values {
  const merged: Record<string, unknown[]> = {};
  for (const file of files) {
    for (const [key, value] of Object.entries(file)) {
      (merged[key] ??= []).push(...(Array.isArray(value) ? value : [value]));
    }
  }
  return merged;
}

function parse(file: string): Values {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw unreadable(file, (error as Error).message);
  }
  if (!isValues(parsed)) throw unreadable(file, "it is not a JSON object");
  return parsed;
}

function notFound(path: string, why: string): InventoryError {
  return new InventoryError(
    "SynthesizedStackNotFound",
    `"${path}" contains no synthesized Terraform: ${why}. ` +
      `Run \`cdktf synth\`, and specify its output directory, a directory with *${SUFFIX} files, or one such file.`,
  );
}

function unreadable(file: string, why: string): InventoryError {
  return new InventoryError(
    "SynthesizedStackUnreadable",
    `"${file}" cannot be read: ${why}. The file must be in Terraform JSON syntax. Synthesize it again.`,
  );
}

/** @internal Sorts stacks so that each follows the stacks that it depends on. */
export function inDependencyOrder<Stack extends Pick<SynthesizedStack, "name" | "dependencies">>(
  stacks: Stack[],
): Stack[] {
  const seen = new Set<Stack>();
  const ordered: Stack[] = [];
  const visit = (stack: Stack): void => {
    if (seen.has(stack)) return;
    seen.add(stack);
    stacks.filter(({ name }) => stack.dependencies.includes(name)).forEach(visit);
    ordered.push(stack);
  };
  stacks.forEach(visit);
  return ordered;
}
