import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import examples from "./examples";
import { ERROR_CODE_DOMAINS, ERROR_CODES, ErrorCode } from "../../lib/core/error-codes";
import { errorsPage, isAbout, renderErrors } from "../../scripts/errors-doc";

const TABLES = path.join(__dirname, "../../lib/core/error-codes");
const codes = Object.keys(ERROR_CODES) as ErrorCode[];
/** Errors about files, which contain the path of the file. */
const aboutFiles: ErrorCode[] = [
  "ImportsUnwritable",
  "PlanErrored",
  "PlanUnreadable",
  "RulesInvalid",
  "RulesUnreadable",
  "SynthesizedStackNotFound",
  "SynthesizedStackUnreadable",
];
/** Errors about the machine or the command line, which have no path. */
const withoutPlace = codes.filter((code) =>
  /^(AcceptanceExpired|AccessRuleBroken|AccessRulesUnproven|Account|CheckInput|Digest|Drift|Graph|HostNotFound|HouseRule|PlanCommand|ProbeInput|Rehearsal|Terraform|Trace)/.test(
    code,
  ),
);

test("every code is PascalCase and is in exactly one table and one domain of the documentation", () => {
  const tables = readdirSync(TABLES).map((file) => readFileSync(path.join(TABLES, file), "utf8"));
  const entries = tables.flatMap((table) => [...table.matchAll(/^ {2}(\w+): \{$/gm)].map(([, code]) => code));
  expect(entries.sort()).toEqual([...codes].sort());
  expect(Object.values(ERROR_CODE_DOMAINS).flatMap(Object.keys).sort()).toEqual([...codes].sort());
  expect(codes.filter((code) => !/^[A-Z][a-z]+([A-Z][a-z]*)*$/.test(code))).toEqual([]);
});

test("every code has a meaning and a remedy that are sentences", () => {
  for (const { means, remedy } of Object.values(ERROR_CODES)) {
    for (const text of [means, remedy]) expect(text).toMatch(/^[A-Z`][^\n]*\.$/);
  }
});

test("every code has an example in __tests__/errors/examples", () => {
  expect(codes.filter((code) => examples[code] === undefined)).toEqual([]);
});

describe.each(Object.keys(examples) as ErrorCode[])("%s", (code) => {
  const messages = async () => (await examples[code]!()).filter((message) => isAbout(message, code));

  test(`the example of ${code} results in ${code}, with the path of the construct`, async () => {
    const place = aboutFiles.includes(code) ? /"cdktf\.out\// : /^\[app(\/[^\]]+)?\] /;
    const expected = withoutPlace.includes(code) ? code : place;
    expect(await messages()).toContainEqual(expect.stringMatching(expected));
  });

  test(`the message of ${code} has one line and contains no token`, async () => {
    for (const message of await messages()) {
      const [, words] = message.split(`${code}: `);
      expect(words).toMatch(/^\S[^\n]*\S$/);
      expect(message).not.toContain("TfToken");
    }
  });
});

test("docs/errors.md is up to date", async () => {
  expect(readFileSync(errorsPage, "utf8")).toBe(await renderErrors());
});
