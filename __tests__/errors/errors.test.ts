import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import examples from "./examples";
import { ERROR_CODES, ErrorCode } from "../../lib/core/error-codes";
import { errorsPage, isAbout, renderErrors } from "../../scripts/errors-doc";

const TABLES = path.join(__dirname, "../../lib/core/error-codes");
const codes = Object.keys(ERROR_CODES) as ErrorCode[];
/** These are about files and say the file's path, or about the machine or a question, which have no place. */
const aboutFiles: ErrorCode[] = ["SynthesizedStackNotFound", "SynthesizedStackUnreadable"];
const withoutPlace = codes.filter((code) => /^(Rehearsal|Terraform|Trace)/.test(code));

test("codes are PascalCase, and each is in one table", () => {
  const tables = readdirSync(TABLES).map((file) => readFileSync(path.join(TABLES, file), "utf8"));
  const entries = tables.flatMap((table) => [...table.matchAll(/^ {2}(\w+): \{$/gm)].map(([, code]) => code));
  expect(entries.sort()).toEqual([...codes].sort());
  expect(codes.filter((code) => !/^[A-Z][a-z]+([A-Z][a-z]*)*$/.test(code))).toEqual([]);
});

test("every code has an example in __tests__/errors/examples", () => {
  expect(codes.filter((code) => examples[code] === undefined)).toEqual([]);
});

describe.each(Object.keys(examples) as ErrorCode[])("%s", (code) => {
  const messages = async () => (await examples[code]!()).filter((message) => isAbout(message, code));

  test("is what its example gets, at a place", async () => {
    const place = aboutFiles.includes(code) ? /"cdktf\.out\// : /^\[app(\/[^\]]+)?\] /;
    const expected = withoutPlace.includes(code) ? code : place;
    expect(await messages()).toContainEqual(expect.stringMatching(expected));
  });

  test("has a message of one line that contains no token", async () => {
    for (const message of await messages()) {
      const [, words] = message.split(`${code}: `);
      expect(words).toMatch(/^\S[^\n]*\S$/);
      expect(message).not.toContain("TfToken");
    }
  });
});

test("docs/errors.md is what the code says now", async () => {
  expect(readFileSync(errorsPage, "utf8")).toBe(await renderErrors());
});
