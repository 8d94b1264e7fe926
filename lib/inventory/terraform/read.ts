import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { InventoryError } from "./errors";
import { block, blocks, compare, isValues, list, text, Values } from "./values";

/**
 * Defines one stack as it lies on disk.
 *
 * @internal
 */
export interface SynthesizedStack {
  readonly name: string;
  /** Where its Terraform files are. */
  readonly directory: string;
  /** The parsed JSON; of several files together, each top-level key holds the list of what they say. */
  readonly terraform: Values;
  /** What the app or the reading warns about. */
  readonly warnings: string[];
  /** The stacks that are to be applied before it. */
  readonly dependencies: string[];
  /** Whether cdktf wrote it, and its manifest names it. */
  readonly fromManifest: boolean;
}

const SUFFIX = ".tf.json";

/**
 * Reads a `cdktf.out` directory, any directory with `*.tf.json` files, or one such file.
 *
 * Errors: SynthesizedStackNotFound, SynthesizedStackUnreadable.
 *
 * @internal
 */
export function readStacks(path: string): SynthesizedStack[] {
  if (!existsSync(path)) {
    throw notFound(path, "there is no such file or directory");
  }
  if (!statSync(path).isDirectory()) return [readFiles(dirname(path), [basename(path)])];
  if (existsSync(join(path, "manifest.json"))) return readManifest(path);
  const files = readdirSync(path).filter((file) => file.endsWith(SUFFIX));
  if (files.length === 0) throw notFound(path, `it holds neither manifest.json nor *${SUFFIX}`);
  return [readFiles(path, files.sort(compare))];
}

function readManifest(path: string): SynthesizedStack[] {
  const file = join(path, "manifest.json");
  const { stacks } = parse(file);
  if (!isValues(stacks)) throw unreadable(file, "it has no `stacks`");
  if (Object.keys(stacks).length === 0) throw notFound(path, "its manifest.json lists no stack");
  return Object.entries(stacks)
    .map(([name, stack]) => readManifestStack(path, name, block(stack)))
    .sort((a, b) => compare(a.name, b.name));
}

function readManifestStack(path: string, key: string, stack: Values): SynthesizedStack {
  const written = text(stack.synthesizedStackPath);
  if (written === undefined) throw unreadable(join(path, "manifest.json"), `stack ${key} has no synthesizedStackPath`);
  const file = join(path, written);
  if (!existsSync(file)) throw notFound(file, "manifest.json lists it, and it is not there");
  return {
    name: text(stack.name) ?? key,
    directory: dirname(file),
    terraform: parse(file),
    warnings: blocks(stack.annotations)
      .filter(({ level }) => level === "@cdktf/warn" || level === "@cdktf/error")
      .map(({ constructPath, message }) => `[${constructPath}] ${message}`),
    dependencies: list(stack.dependencies).flatMap((name) => text(name) ?? []),
    fromManifest: true,
  };
}

function readFiles(directory: string, files: string[]): SynthesizedStack {
  const parsed = files.map((file) => parse(join(directory, file)));
  const unread = readdirSync(directory).filter((file) => /\.(tf|tofu|tofu\.json)$/.test(file));
  return {
    name: basename(resolve(directory)),
    directory,
    terraform: parsed.length === 1 ? parsed[0] : merge(parsed),
    warnings: unread.sort(compare).map((file) => `${file} is not read: only *${SUFFIX} is`),
    dependencies: [],
    fromManifest: false,
  };
}

/** Terraform JSON allows a list wherever it allows a block: merging is listing. */
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
  if (!isValues(parsed)) throw unreadable(file, "it is no JSON object");
  return parsed;
}

function notFound(path: string, why: string): InventoryError {
  return new InventoryError(
    "SynthesizedStackNotFound",
    `nothing to read at "${path}": ${why}; expected a directory that cdktf wrote, one with *${SUFFIX} files, or one such file; synthesize first`,
  );
}

function unreadable(file: string, why: string): InventoryError {
  return new InventoryError(
    "SynthesizedStackUnreadable",
    `cannot read "${file}": ${why}; expected Terraform's JSON syntax; synthesize again`,
  );
}
