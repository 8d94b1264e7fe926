import { existsSync, writeFileSync } from "node:fs";
import { CheckInput, CheckInputOptions, readCheckInput } from "./check-input";
import { CommandError } from "./errors";
import { check as checkChange } from "../check/check";
import type { CheckReport, FailureClass } from "../check/model";
import { FAILURE_CLASSES } from "../check/model";
import { dayOf, DEFAULT_FAIL_ON } from "../check/options";
import { ANCHOR_FILES, redactPeople, renderReport, REPORT_FORMATS, ReportFormat } from "../check/report";
import type { RetryVerification } from "../check/retries/verify";
import type { RulesFile } from "../check/rules/model";
import { readRules } from "../check/rules/read-rules";

/** @internal The options of `check`. */
export interface CheckCommandOptions extends CheckInputOptions {
  /** The formats, one for each output. */
  readonly format?: string[];
  /** The file of each format. Without a file, a format is printed. */
  readonly output?: string[];
  /** The classes of findings that fail, separated by commas. */
  readonly failOn?: string;
  /** The file with the rules of the house. */
  readonly rules?: string;
  /** The same file of the base branch. */
  readonly baseRules?: string;
  readonly acceptUnknown?: boolean;
  readonly assumeForeignRecords?: boolean;
  readonly redactPeople?: boolean;
  /** The digest that the change must have. */
  readonly expectDigest?: string;
  readonly commit?: string;
  readonly reportUrl?: string;
  readonly anchor?: string;
}

/** @internal Where `check` prints, and the version of the package. */
export interface CheckOutput {
  readonly stdout: (text: string) => void;
  readonly toolVersion: string;
}

/** @internal The valid options of `check`, and the change that it reads. */
export interface PreparedCheck extends CheckInput {
  readonly formats: ReportFormat[];
  readonly failOn: FailureClass[];
  readonly rules?: RulesFile;
  readonly baseRules?: RulesFile;
}

/** @internal Checks a change, prints or writes the reports, and returns the exit code. */
export function check(path: string | undefined, options: CheckCommandOptions, output: CheckOutput): number {
  return reportCheck(prepareCheck(path, options), options, output);
}

/** @internal Validates the options and reads the change. */
export function prepareCheck(path: string | undefined, options: CheckCommandOptions): PreparedCheck {
  const formats = formatsOf(options);
  const { rules, baseRules } = rulesOf(options);
  const failOn = failOnOf(options, rules);
  const input = readCheckInput(path, options);
  const { digest } = input.changeSet.provenance;
  if (options.expectDigest !== undefined && options.expectDigest !== digest) {
    throw new CommandError(
      "DigestMismatch",
      `The change has the digest ${digest}, but --expect-digest is ${options.expectDigest}. It is not the change that ` +
        "was checked before; check it again before the apply.",
    );
  }
  return {
    ...input,
    formats,
    failOn,
    ...(rules !== undefined && { rules }),
    ...(baseRules !== undefined && { baseRules }),
  };
}

/** @internal Checks the change, prints or writes the reports, and returns the exit code. */
export function reportCheck(
  { changeSet, order, formats, ...rules }: PreparedCheck,
  options: CheckCommandOptions,
  { stdout, toolVersion }: CheckOutput,
  verification?: RetryVerification,
): number {
  const notUnderstood = [...changeSet.notUnderstood, ...(verification?.differences ?? [])];
  const checked = checkChange({ ...changeSet, notUnderstood }, order, {
    assumeForeignRecords: options.assumeForeignRecords,
    ...rules,
  });
  const found = verification === undefined ? checked : withRetries(checked, verification);
  const report = options.redactPeople === true ? redactPeople(found) : found;
  formats.forEach((format, i) => {
    const text = renderReport(report, format, {
      toolVersion,
      commit: options.commit,
      reportUrl: options.reportUrl,
      anchorFile: options.anchor ?? ANCHOR_FILES.find((file) => existsSync(file)),
    });
    const file = options.output?.[i];
    if (file === undefined) stdout(text);
    else write(file, text);
  });
  return report.exitCode;
}

function withRetries(report: CheckReport, { retries, differences }: RetryVerification): CheckReport {
  const everyOrder = report.checked.everyOrder && differences.length === 0;
  return { ...report, checked: { ...report.checked, everyOrder, retries } };
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw invalid(`--output: "${file}" cannot be written: ${(error as Error).message}`);
  }
}

function formatsOf({ format = ["text"], output = [] }: CheckCommandOptions): ReportFormat[] {
  const formats = format.flatMap((each) => each.split(","));
  const unknown = formats.find((each) => !(REPORT_FORMATS as string[]).includes(each));
  if (unknown !== undefined) {
    throw invalid(`--format: "${unknown}" is not one of ${REPORT_FORMATS.join(", ")}`);
  }
  if (output.length > formats.length) throw invalid("--output is given more often than --format");
  if (formats.length - output.length > 1) throw invalid("only one format can be printed; add --output for the others");
  return formats as ReportFormat[];
}

const RULES_FILE = "zero-trust.yaml";

/** The rules of the house. The default file is optional. */
function rulesOf({ rules, baseRules }: CheckCommandOptions): {
  readonly rules?: RulesFile;
  readonly baseRules?: RulesFile;
} {
  const today = dayOf(new Date());
  const file = rules ?? (existsSync(RULES_FILE) ? RULES_FILE : undefined);
  return {
    ...(file !== undefined && { rules: readRules(file, today) }),
    ...(baseRules !== undefined && { baseRules: readRules(baseRules, today) }),
  };
}

function failOnOf({ failOn, acceptUnknown }: CheckCommandOptions, rules: RulesFile | undefined): FailureClass[] {
  const classes = failOn?.split(",").map((each) => each.trim()) ?? [...(rules?.failOn ?? DEFAULT_FAIL_ON)];
  const unknown = classes.find((each) => !(FAILURE_CLASSES as readonly string[]).includes(each));
  if (unknown !== undefined) throw invalid(`--fail-on: "${unknown}" is not one of ${FAILURE_CLASSES.join(", ")}`);
  return (classes as FailureClass[]).filter((each) => each !== "unknown" || acceptUnknown !== true);
}

function invalid(why: string): CommandError {
  return new CommandError("CheckInputInvalid", `The input of check is invalid: ${why}.`);
}
