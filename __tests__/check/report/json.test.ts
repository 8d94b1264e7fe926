import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { CASES, DANGEROUS, largeReport, OPTIONS } from "./fixture";
import type { CheckReport } from "../../../lib/check/model";
import { renderReport } from "../../../lib/check/report";

const schema = readFileSync(join(__dirname, "../../../lib/cli/schema/check-report.schema.json"), "utf8");
const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(schema));

describe("renderReport with json", () => {
  const reports: [string, CheckReport][] = [...Object.entries(CASES), ["large", largeReport(3)]];

  test.each(reports)("prints the %s change as the schema describes it", (_, report) => {
    validate(JSON.parse(renderReport(report, "json", OPTIONS)));
    expect(validate.errors).toBeNull();
    validate(JSON.parse(renderReport(report, "json")));
    expect(validate.errors).toBeNull();
  });

  test("has the version of the format, and everything of the report", () => {
    expect(JSON.parse(renderReport(DANGEROUS, "json", OPTIONS))).toEqual({
      schemaVersion: 1,
      tool: { name: "cdktf-zero-trust", version: "1.0.0" },
      commit: "a07d2e4",
      reportUrl: "https://github.com/example/infra/actions/runs/1",
      ...DANGEROUS,
    });
  });

  test("refuses an unknown property", () => {
    expect(validate({ ...JSON.parse(renderReport(DANGEROUS, "json")), other: 1 })).toBe(false);
  });
});
