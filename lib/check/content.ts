import { compare, Values } from "../core/terraform/values";

/** Terraform's meta-arguments, comments, and what the API assigns. */
const NOT_SENT = new Set(["//", "lifecycle", "depends_on", "provider", "connection", "provisioner", "id", "aud"]);

/** @internal What an object is, as a text that is equal for equal objects. */
export function contentOf(values: Values): string {
  const sent = Object.entries(values).filter(([key]) => !NOT_SENT.has(key));
  return JSON.stringify(Object.fromEntries(sent.sort(([a], [b]) => compare(a, b))));
}
