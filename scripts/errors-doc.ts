import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "./entry-points";
import { providersPage, withFeatures } from "./providers-doc";
import examples from "../__tests__/errors/examples";
import { withTables } from "../__tests__/kubernetes/policy-engines/tables";
import { ERROR_CODE_DOMAINS, ERROR_CODES, ErrorCode } from "../lib/core/error-codes";
import { ErrorEntry } from "../lib/core/error-codes/entry";

export const errorsPage = path.join(projectRoot, "docs/errors.md");
const networkPolicyPage = path.join(projectRoot, "docs/network-policy.md");

const INTRODUCTION = `This page explains every error and warning. An error has the form \`[path of the construct] Code: description\`. A warning
has the same form, does not fail the synthesis, and is listed by \`cdktf-zero-trust summary\`. The codes are stable. The
descriptions can change in any release.

The synthesis collects the problems of a stack and throws one error that lists all of them. Problems that prevent the
construction of an object are thrown immediately. \`skipValidation\` of the CDKTF \`App\` does not skip the checks of what
would be open; these entries say so. In code, use \`Errors.isValidationError(error)\` and compare
\`error.code\`, or the codes in \`error.problems\`.`;

/** The reference page of all codes, grouped by domain: meaning, remedy and an example of each. */
export async function renderErrors(): Promise<string> {
  const domains = Object.entries(ERROR_CODE_DOMAINS).map(
    ([heading, codes]) => [heading, (Object.keys(codes) as ErrorCode[]).sort()] as const,
  );
  const contents = domains.map(([heading, codes]) =>
    wrap(`- ${heading}: ${codes.map((code) => `[${code}](#${anchorOf(code)})`).join(", ")}`, "  "),
  );
  const sections = await Promise.all(
    domains.map(async ([heading, codes]) => [
      `## ${heading}`,
      "",
      ...(await Promise.all(codes.map(renderCode))).flat(),
    ]),
  );
  return [
    "<!-- Generated from lib/core/error-codes by `npm run docs`. -->",
    "",
    "# Errors and warnings",
    "",
    INTRODUCTION,
    "",
    ...contents,
    "",
    ...sections.flat(),
  ].join("\n");
}

/** Wraps a paragraph at 120 columns. */
function wrap(text: string, indent = ""): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line !== "" && line.length + 1 + word.length > 120) lines.push(indent + word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("\n");
}

/** The anchor of a heading on GitHub. The messages of the library refer to it. */
function anchorOf(heading: string): string {
  return heading.toLowerCase();
}

async function renderCode(code: ErrorCode): Promise<string[]> {
  const { means, remedy, neverSkipped }: ErrorEntry = ERROR_CODES[code];
  const example = (await examples[code]?.())?.find((message) => isAbout(message, code));
  return [
    `### ${code}`,
    "",
    wrap(neverSkipped ? `${means} \`skipValidation\` does not skip this check.` : means),
    "",
    wrap(`**What to do.** ${remedy}`),
    "",
    ...(example === undefined ? [] : ["```text", example, "```", ""]),
  ];
}

/** Whether a message has this code, after the path of the construct if there is one. */
export function isAbout(message: string, code: string): boolean {
  return message.replace(/^\[[^\]]+\] /, "").startsWith(`${code}: `);
}

async function main(): Promise<void> {
  const pages = [
    [errorsPage, await renderErrors()],
    [providersPage, withFeatures(readFileSync(providersPage, "utf8"))],
    [networkPolicyPage, withTables(readFileSync(networkPolicyPage, "utf8"))],
  ] as const;
  for (const [file, page] of pages) {
    if (!process.argv.includes("--check")) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, page);
    } else if (!existsSync(file) || readFileSync(file, "utf8") !== page) {
      console.error(`${path.relative(projectRoot, file)} is out of date. Run \`npm run docs\` and commit the result.`);
      process.exitCode = 1;
    }
  }
}

if (require.main === module) void main();
