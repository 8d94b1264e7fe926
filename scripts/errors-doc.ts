import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "./entry-points";
import examples from "../__tests__/errors/examples";
import { ERROR_CODES, ErrorCode } from "../lib/core/error-codes";

export const errorsPage = path.join(projectRoot, "docs/errors.md");

/** The page of all codes: what each means, what to do, and what it looks like. */
export async function renderErrors(): Promise<string> {
  const codes = (Object.keys(ERROR_CODES) as ErrorCode[]).sort();
  const sections = await Promise.all(codes.map(renderCode));
  return [
    "<!-- Generated from lib/core/error-codes by `npm run docs`. -->",
    "",
    "# Errors and warnings",
    "",
    "Each message begins with the path of the construct that it is about, then one of these codes. Codes stay; the words behind them may change.",
    "",
    ...sections.flat(),
  ].join("\n");
}

async function renderCode(code: ErrorCode): Promise<string[]> {
  const { means, remedy } = ERROR_CODES[code];
  const example = (await examples[code]?.())?.find((message) => isAbout(message, code));
  return [
    `## ${code}`,
    "",
    means,
    "",
    `**What to do.** ${remedy}`,
    "",
    ...(example === undefined ? [] : ["```text", example, "```", ""]),
  ];
}

/** Whether a message carries this very code, behind a construct path where there is a construct. */
export function isAbout(message: string, code: string): boolean {
  return message.replace(/^\[[^\]]+\] /, "").startsWith(`${code}: `);
}

async function main(): Promise<void> {
  const page = await renderErrors();
  if (!process.argv.includes("--check")) {
    mkdirSync(path.dirname(errorsPage), { recursive: true });
    writeFileSync(errorsPage, page);
  } else if (!existsSync(errorsPage) || readFileSync(errorsPage, "utf8") !== page) {
    console.error("docs/errors.md is not what the code says now: run `npm run docs` and commit it");
    process.exitCode = 1;
  }
}

if (require.main === module) void main();
