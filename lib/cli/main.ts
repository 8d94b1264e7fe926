#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { summary } from "./summary";

const USAGE_ERROR = 2;

function run(argv: string[]): number {
  const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8"));
  const program = new Command("zero-trust")
    .description("Reads synthesized Terraform, and says who gets in where")
    .version(version)
    .exitOverride();
  let exitCode = 0;
  program
    .command("summary")
    .description(
      "hosts, who gets in, locks and origins of each stack; fails when a host is open that was not declared public",
    )
    .argument("[dir]", "a directory that cdktf wrote, one with *.tf.json files, or one such file", "cdktf.out")
    .option("--json", "the same as data, with Terraform addresses")
    .action((dir: string, options: { json?: boolean }) => {
      const { text, code } = summary(dir, options);
      process.stdout.write(text);
      exitCode = code;
    });
  try {
    program.parse(argv);
    return exitCode;
  } catch (error) {
    // Commander has said it already; help and version come this way too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_ERROR;
    process.stderr.write(`zero-trust: ${(error as Error).message}\n`);
    return 1;
  }
}

// A reader that has seen enough, such as `head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
process.exitCode = run(process.argv);
