import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { Adjustments, overrideOf, withoutUnsupported } from "./override";
import type { RehearsedStack } from "./step";
import type { Values } from "../../core/terraform/values";

/** Files of the user's own runs of Terraform. */
const TERRAFORM_FILES = /\.tfstate|^\.terraform/;
/** Files that Terraform reads as part of the configuration. */
const CONFIGURATION = /\.(tf|tofu)(\.json)?$/;
const MAIN = "main.tf.json";
const OVERRIDE = "zz_override.tf.json";
const PLACEHOLDERS = "zz_placeholders.auto.tfvars.json";

/**
 * The private directory in which Terraform runs on one version of a stack. It contains the files of the stack, and an
 * override that replaces the backend.
 *
 * @internal
 */
export class WorkDirectory {
  /** The directory in which Terraform runs. */
  public readonly path: string;
  /** Whether `terraform init` has been run. */
  public isInitialized = false;

  /**
   * Copies the files of a stack, or writes its only file.
   *
   * @param root a new directory, which is created
   * @param placeholders values of variables
   */
  public constructor(
    root: string,
    private readonly stack: RehearsedStack,
    public readonly placeholders: Values,
  ) {
    this.path = stack.directory === undefined ? newDirectory(root) : this.mirror(root, stack.directory);
    if (stack.directory === undefined) writeFileSync(join(this.path, MAIN), JSON.stringify(stack.terraform));
    writeFileSync(join(this.path, PLACEHOLDERS), JSON.stringify(placeholders));
  }

  /** Prepares a run of Terraform. */
  public adjust(adjustments: Adjustments): void {
    writeFileSync(join(this.path, OVERRIDE), JSON.stringify(overrideOf(this.stack, adjustments)));
  }

  private mirror(root: string, directory: string): string {
    const { files, terraform, isReduced, omitted = [] } = this.stack;
    const path = mirrorParents(root, resolve(directory), levelsAbove(terraform));
    for (const name of readdirSync(directory)) {
      if (TERRAFORM_FILES.test(name)) continue;
      const [source, target] = [resolve(directory, name), join(path, name)];
      if (!CONFIGURATION.test(name)) {
        symlinkSync(source, target);
      } else if (files === undefined || files.includes(name)) {
        const content = isReduced === true ? JSON.stringify(terraform) : readFileSync(source, "utf8");
        writeFileSync(target, withoutUnsupported(content, omitted));
      }
    }
    return path;
  }
}

function newDirectory(path: string): string {
  mkdirSync(path, { recursive: true });
  return path;
}

/** @internal The files that Terraform reads as the configuration. */
export function configurationFilesIn(directory: string): string[] {
  return readdirSync(directory).filter((name) => CONFIGURATION.test(name) && !TERRAFORM_FILES.test(name));
}

/** How many levels above its directory a stack reads files, such as two for `file("../../motd")`. */
function levelsAbove(terraform: Values): number {
  const paths = JSON.stringify(terraform).match(/(?:\.\.\/)*\.\.(?![\w.])/g) ?? [];
  return Math.max(0, ...paths.map((path) => path.split("/").length));
}

/** Creates a directory whose parents contain links to what the parents of the original contain. */
function mirrorParents(root: string, original: string, levels: number): string {
  const parent = dirname(original);
  if (levels === 0 || parent === original) return newDirectory(root);
  const mirrored = mirrorParents(root, parent, levels - 1);
  for (const name of readdirSync(parent)) {
    if (name !== basename(original)) symlinkSync(join(parent, name), join(mirrored, name));
  }
  const path = join(mirrored, basename(original));
  mkdirSync(path);
  return path;
}
