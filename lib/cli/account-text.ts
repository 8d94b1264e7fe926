import type { Account, Gap } from "../account/model";
import { hang } from "../inventory/text-layout";

/** @internal A titled part of a report. It is omitted if it is empty. */
export function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines, ""];
}

/**
 * Completes a report with what was not understood of the app and what was not read of the account.
 *
 * @param lines the report. Each part ends with an empty line.
 * @internal
 */
export function renderParts(lines: string[], notUnderstood: readonly string[], { gaps }: Account): string {
  const all = [
    ...lines,
    ...section(
      "Not understood",
      notUnderstood.flatMap((text) => hang("  ? ", text)),
    ),
    ...section("Not read", gaps.flatMap(renderGap)),
  ];
  return all
    .slice(0, -1)
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

/** What could not be read, with the permission that is missing. */
function renderGap({ what, path, why, permission }: Gap): string[] {
  const needed = permission === undefined ? "" : ` The token needs the permission ${permission}.`;
  return hang("  ? ", `${what} (${path}): ${why}.${needed}`);
}
