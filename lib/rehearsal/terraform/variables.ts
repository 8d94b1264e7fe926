import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RehearsalError } from "./errors";
import type { RehearsedStack } from "./step";
import type { TerraformDiagnostic } from "./terraform";
import { blocks, text, Values } from "../../core/terraform/values";
import { entriesOf } from "../plugin-protocol/references";

const PREFIX = "TF_VAR_";

/** @internal The values that the user sets in the environment, as Terraform reads them. */
export function variablesInEnvironment(): [string, string][] {
  return Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith(PREFIX) && value !== undefined ? [[name, value]] : [],
  );
}

/**
 * Values for the variables of a stack that have neither a default nor a value of the user. A text can be invented, but
 * an empty list would publish nothing, so that a rehearsal of it would find nothing.
 *
 * @param varFiles the files that the user specified
 * @throws RehearsalError RehearsalImpossible
 * @internal
 */
export function placeholdersFor({ name: stack, directory, terraform }: RehearsedStack, varFiles: string[]): Values {
  const given = new Set([
    ...variablesInEnvironment().map(([name]) => name.slice(PREFIX.length)),
    ...[...varFiles, ...ownFilesOf(directory)].flatMap(namesIn),
  ]);
  const required = entriesOf(terraform.variable).flatMap(([name, declarations]) =>
    blocks(declarations)
      .filter((each) => each.default === undefined && !given.has(name))
      .map((each): [string, unknown] => [name, placeholder(stack, name, text(each.type) ?? "any")]),
  );
  return Object.fromEntries(required);
}

/** @internal Adds to an error about a variable that its value is invented. */
export function withVariableHint(diagnostic: TerraformDiagnostic, placeholders: Values): TerraformDiagnostic {
  const about = JSON.stringify(diagnostic);
  const names = Object.keys(placeholders).filter((name) => new RegExp(`\\bvar\\.${name}\\b`).test(about));
  if (diagnostic.severity !== "error" || names.length === 0) return diagnostic;
  const hint =
    `Placeholders are used for the variables ${names.join(", ")}; set ${PREFIX}${names[0]} or specify a file with ` +
    "--var-file.";
  return { ...diagnostic, detail: `${diagnostic.detail} ${hint}`.trim() };
}

function placeholder(stack: string, name: string, type: string): unknown {
  switch (type.replace(/^\$\{(.*)\}$/, "$1").trim()) {
    case "string":
    case "any":
      return name;
    case "number":
      return 1;
    case "bool":
      return true;
  }
  throw new RehearsalError(
    "RehearsalImpossible",
    `stack ${stack}: variable ${name} of type ${type} has no value; set ${PREFIX}${name} or specify a file with ` +
      "--var-file",
  );
}

/** The files that Terraform reads by itself. */
function ownFilesOf(directory?: string): string[] {
  if (directory === undefined || !existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((file) => /^terraform\.tfvars(\.json)?$|\.auto\.tfvars(\.json)?$/.test(file))
    .map((file) => join(directory, file));
}

/** The names that a file assigns. A name that is found by mistake makes Terraform ask for the value. */
function namesIn(file: string): string[] {
  const content = readFileSync(file, "utf8");
  if (file.endsWith(".json")) return Object.keys(JSON.parse(content) as Values);
  return [...content.matchAll(/^\s*"?([\w-]+)"?\s*=/gm)].map(([, name]) => name);
}
