#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError } from "commander";
import type { RehearseFlags } from "./rehearse";
import { summary } from "./summary";
import { trace, TraceFlags } from "./trace";

const USAGE_ERROR = 2;

async function run(argv: string[]): Promise<number> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would make it one of our sources
  const { version } = require("../../package.json");
  const program = new Command("zero-trust")
    .description("Reads synthesized Terraform, says who gets in where, traces names, and rehearses it")
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
  program
    .command("rehearse")
    .description(
      "runs your terraform on the stacks without a cloud, lets every call fail, and fails when a host is open on the way",
    )
    .argument("<dir>", "a directory that cdktf wrote, or one with *.tf.json files")
    .option("--from <dir>", "what is applied now")
    .option("--seed <number>", "another one, another order", wholeNumber, 0)
    .option("--seconds <number>", "after that long nothing more is begun", wholeNumber, 40)
    .option("--stack <name...>", "these stacks alone")
    .option("--strict", "fail also when one of two locks is missing on the way")
    .option("--json", "the same as data")
    .option("--mermaid", "timelines in Mermaid's syntax")
    .action(async (dir: string, options: RehearseFlags) => {
      // Only this command needs gRPC and the like.
      const { rehearse } = await import("./rehearse");
      exitCode = await rehearse(dir, options, process);
    });
  program
    .command("trace")
    .description("the way of a private name from a device to what it stands for; fails at the first hop that is broken")
    .argument("<dir>", "a directory that cdktf wrote, or one with *.tf.json files")
    .argument("<fqdn>", "the name")
    .option("--email <address>", "who asks")
    .option("--group <group...>", "all groups that they are in, as policies name them")
    .option("--answer <address...>", "the addresses or CIDRs that the name has, where the routes do not tell")
    .option(
      "--virtual-network <network>",
      "the one that the device is in, by name or id, where it is not the default one",
    )
    .option("--profile <name>", "the device's profile, where who asks does not tell")
    .option("--json", "the same as data")
    .option("--mermaid", "a sequence diagram in Mermaid's syntax")
    .action((dir: string, fqdn: string, options: TraceFlags) => {
      const { text, code } = trace(dir, fqdn, options);
      process.stdout.write(text);
      exitCode = code;
    });
  try {
    await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    // Commander has said it already; help and version come this way too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_ERROR;
    process.stderr.write(`zero-trust: ${(error as Error).message}\n`);
    return 1;
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Expected a whole number.");
  return Number(text);
}

// A reader that has seen enough, such as `head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
void run(process.argv).then((code) => (process.exitCode = code));
