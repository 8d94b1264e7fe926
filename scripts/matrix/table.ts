import type { Combination } from "./combinations";

/** What a consumer does with the package, in this order. */
export const STAGES = ["install", "type check", "synthesis", "command"] as const;

/** The result of one combination. */
export interface Result {
  readonly combination: Combination;
  /** The exact versions that were installed. */
  readonly versions: Readonly<Record<"node" | "constructs" | "typescript", string>>;
  /** The stage that failed, and the start of its output. Undefined if all succeeded. */
  readonly failure?: { readonly stage: (typeof STAGES)[number]; readonly output: string };
}

/** Renders the results of one package in Markdown. */
export function matrixTable(name: string, results: readonly Result[]): string {
  const failures = results.flatMap(({ failure }, i) =>
    failure === undefined ? [] : [`Row ${i + 1}, ${failure.stage}:`, "", "```", failure.output.trim(), "```", ""],
  );
  return [
    `### ${name}`,
    "",
    `| Node | constructs | TypeScript | moduleResolution | ${STAGES.join(" | ")} |`,
    `| --- | --- | --- | --- |${" --- |".repeat(STAGES.length)}`,
    ...results.map(rowOf),
    "",
    ...failures,
  ].join("\n");
}

function rowOf({ combination, versions: { node, constructs, typescript }, failure }: Result): string {
  const failed = failure === undefined ? STAGES.length : STAGES.indexOf(failure.stage);
  const stages = STAGES.map((_, i) => (i < failed ? "passes" : i === failed ? "**fails**" : "not run"));
  return `| ${[node, constructs, typescript, combination.moduleResolution, ...stages].join(" | ")} |`;
}
