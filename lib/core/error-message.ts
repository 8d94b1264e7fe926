import { PACKAGE_NAME } from "./package-name";

/** @internal The reference page of all codes, by the path that the installed package has. */
const PAGE = `${PACKAGE_NAME}/docs/errors.md`;

/**
 * Marks validation errors. The registered symbol is the same in every copy of the package.
 *
 * @internal
 */
export const VALIDATION_ERROR = Symbol.for("cdktf-zero-trust/ValidationError");

/** @internal Ends the text with a period unless it ends with punctuation. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** @internal The line that points to the sections of these codes in the reference page. */
export function reference(codes: readonly string[]): string {
  const anchors = [...new Set(codes)].map((code) => `#${code.toLowerCase()}`);
  return `See ${PAGE}${anchors.join(", ")}`;
}
