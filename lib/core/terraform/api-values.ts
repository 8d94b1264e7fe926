import { isValues, Values } from "./values";

/**
 * Converts an object of the API to the attributes of Terraform: the provider writes `originRequest`, `azureAD` and
 * `github-organization` in snake case, and has the account and the zone of the path as attributes.
 *
 * @internal
 */
export function terraformValues(result: Values, path: Values): Values {
  return { ...(snakeCased(result) as Values), ...path };
}

function snakeCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCased);
  if (!isValues(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [attributeName(key), snakeCased(each)]));
}

/** Names of headers and other keys of users start with an uppercase letter or contain other characters. */
function attributeName(key: string): string {
  if (key === "github-organization") return "github_organization";
  if (!/^[a-z][A-Za-z0-9]*$/.test(key)) return key;
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}
