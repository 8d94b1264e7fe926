import { readdirSync } from "node:fs";
import { join } from "node:path";
import { RehearsalError } from "./errors";
import type { DataAnswers } from "./override";
import type { RehearsedStack } from "./step";
import { PACKAGE_NAME } from "../../core/package-name";
import { terraformCommand } from "../../core/terraform/binary";
import type { Values } from "../../core/terraform/values";
import { bodiesOf, entriesOf } from "../plugin-protocol/references";

/**
 * Refuses stacks that cannot be rehearsed.
 *
 * @throws RehearsalError RehearsalImpossible
 * @internal
 */
export function requireRehearsable({ name, directory, terraform }: RehearsedStack): void {
  const refuse = (reason: string): never => {
    throw new RehearsalError("RehearsalImpossible", `stack ${name}: ${reason}`);
  };
  const files = directory === undefined ? [] : readdirSync(directory);
  const hcl = files.find((file) => /\.(tf|tofu|tofu\.json)$/.test(file));
  if (hcl !== undefined) {
    refuse(`${hcl} is not supported; only *.tf.json files are. ${planHint(directory!)}`);
  }
  const [module] = entriesOf(terraform.module).map(([each]) => each);
  if (module !== undefined) {
    refuse(`module ${module} is not supported, because only Terraform can read it. ${planHint(directory ?? ".")}`);
  }
}

function planHint(directory: string): string {
  return (
    `Rehearse its plan: run \`${terraformCommand()} plan -out=tfplan\` in "${directory}", then ` +
    `\`${PACKAGE_NAME} rehearse --plan ${join(directory, "tfplan")} --chdir ${directory}\``
  );
}

/**
 * Refuses answers for data sources that no stack has.
 *
 * @throws RehearsalError RehearsalImpossible
 * @internal
 */
export function requireDataSources(configurations: Values[], answers: DataAnswers): void {
  const addresses = new Set(
    configurations.flatMap(({ data }) => bodiesOf(data).map(([type, name]) => `data.${type}.${name}`)),
  );
  const unknown = Object.keys(answers).find((address) => !addresses.has(address));
  if (unknown === undefined) return;
  throw new RehearsalError(
    "RehearsalImpossible",
    `no stack has ${unknown}, for which a value is given; the data sources are ${[...addresses].sort().join(", ") || "none"}`,
  );
}
