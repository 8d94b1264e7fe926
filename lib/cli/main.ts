import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { AdoptOptions } from "./adopt";
import type { CheckCommandOptions } from "./check";
import type { DriftCommandOptions } from "./drift";
import { ExitCode } from "./exit-code";
import type { PermissionsOptions } from "./permissions";
import type { PlanOptions } from "./plan-files";
import type { ProbeCommandOptions } from "./probe";
import type { RehearseOptions } from "./rehearse-input";
import type { SummaryOptions } from "./summary";
import type { TraceOptions } from "./trace";
import { PACKAGE_NAME } from "../core/package-name";

const EXIT_CODES = `
Exit codes:
  0  no findings
  1  findings: for summary, users reach a host or a private route without an attribute that identifies them, or a
     connector accepts the token of another application (with --strict, also a layer of protection that is weaker or
     that cannot be verified)
  2  usage error, or input that cannot be read or run
  3  the result is incomplete
`;

const ACCOUNT_ENVIRONMENT = `
Environment:
  CLOUDFLARE_API_TOKEN   token with read permissions. Only GET requests are sent.
  CLOUDFLARE_ACCOUNT_ID  id of the account, if neither the app nor --account-id contains it
  CLOUDFLARE_BASE_URL    URL of the API. Default: https://api.cloudflare.com/client/v4/
`;

async function run(argv: string[]): Promise<number> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would compile it into the package
  const { version } = require("../../package.json");
  const program = new Command(PACKAGE_NAME)
    .description(
      "Report what Terraform exposes and to whom, check and rehearse changes, trace private names, and probe hosts",
    )
    .version(version)
    .addHelpText("after", EXIT_CODES)
    .exitOverride()
    // Everything that runs Terraform or names its command reads the variable.
    .hook("preAction", (_, command) => {
      const { terraform: binary } = command.opts<{ readonly terraform?: string }>();
      if (binary !== undefined) process.env.TERRAFORM_BINARY_NAME = binary;
    });
  let exitCode: number = ExitCode.NO_FINDINGS;
  program
    .command("summary")
    .description("Summarize which hosts a synthesized app publishes and who can reach them")
    .argument("[dir]", "output directory of cdktf, a directory with *.tf.json files, or one such file", "cdktf.out")
    .option("--strict", "Exit with 1 also for weaker layers of protection and for those that cannot be verified.")
    .option(
      "--own-users-only",
      "Count a login as identification. Set it if every identity provider admits only your own users.",
    )
    .option("--host <pattern>", 'Show only hosts that match the pattern. "*" matches any characters.')
    .addOption(format("text", "json"))
    .addHelpText(
      "after",
      examples("summary", "summary cdktf.out --host 'argocd.*'", "summary infra/main.tf.json --format json --strict"),
    )
    .action(async (dir: string, options: SummaryOptions) => {
      // Each command loads only what it needs.
      const { summary } = await import("./summary");
      const { text, code } = summary(dir, options);
      process.stdout.write(text);
      exitCode = code;
    });
  program
    .command("check")
    .description("Check what a change exposes, to whom, and whether every order and every failure of its apply is safe")
    .argument("[dir]", "output directory of cdktf, or a directory with *.tf.json files. Default: cdktf.out")
    .option("--from <dir>", "Synthesized version that is deployed now. Default: nothing is deployed.")
    .option("--plan <file>", "Plan file, as `terraform plan -out` writes it. Runs Terraform to show it.")
    .option("--chdir <dir>", "Initialized directory of the plan. Default: the current directory.")
    .option("--plan-json <file>", "Output of `terraform show -json PLAN`.")
    .option("--graph <file>", "Output of `terraform graph -plan=PLAN`. Without it, no order is proven.")
    .addOption(terraform())
    .option("--name <name>", "Name of the stack in the report. Default: the name of the directory or the file.")
    .option("--format <format...>", "Output formats: text, markdown, json, sarif, html. Default: text.")
    .option("--output <file...>", "File for each format, in the same order. A format without a file is printed.")
    .option(
      "--fail-on <classes>",
      "Findings that fail: public, users, layer, lockout, gain, existing, unknown. Default: failOn of the rules, " +
        "otherwise public,users,unknown.",
    )
    .option("--rules <file>", "Rules of the house and accepted findings. Default: zero-trust.yaml, if it exists.")
    .option("--base-rules <file>", "The rules of the base branch. Acceptances that it does not contain do not count.")
    .option("--accept-unknown", "Do not fail if something is not understood.")
    .option("--assume-foreign-records", "Assume that a wildcard record elsewhere leads every name to every tunnel.")
    .option(
      "--verify-retries",
      "Let each call of the apply fail in the real Terraform, against a simulated provider, and compare the plan and " +
        "graph that follow with the computed order. Only for a directory.",
    )
    .option("--redact-people", "Replace e-mail addresses by their number and domain.")
    .option("--expect-digest <digest>", "Fail if the change does not have this digest.")
    .option("--commit <sha>", "Commit to show in the report.")
    .option("--report-url <url>", "URL of the complete report, for the Markdown comment.")
    .option("--anchor <file>", "Committed file at which SARIF shows findings. Default: zero-trust.yaml or cdktf.json.")
    .addHelpText(
      "after",
      examples(
        "check cdktf.out --from main.out",
        "check cdktf.out --from main.out --verify-retries",
        "check --plan tfplan --format markdown html --output comment.md report.html",
        "check --plan tfplan --chdir infra --terraform tofu",
        "check --plan-json plan.json --graph graph.dot --fail-on public,users,layer,unknown",
      ),
    )
    .action(async (dir: string | undefined, options: CheckCommandOptions) => {
      const output = { stdout: (text: string) => void process.stdout.write(text), toolVersion: version };
      if (options.verifyRetries === true) {
        // Only this option needs gRPC.
        const { checkWithRetries } = await import("./check-retries");
        exitCode = await checkWithRetries(dir, options, { ...output, stderr: process.stderr });
        return;
      }
      const { check } = await import("./check");
      exitCode = check(dir, options, output);
    });
  program
    .command("trace")
    .description("Trace a private name from a device to its address, and report the first hop that is broken")
    .argument("<dir>", "output directory of cdktf, or a directory with *.tf.json files")
    .argument("<fqdn>", "fully qualified name to trace")
    .option("--email <address>", "Email address of the user. Default: the result shows which users can connect.")
    .option("--group <group...>", "All groups of the user, as the policies name them.")
    .option(
      "--answer <address...>",
      "Addresses or CIDRs of the name. Default: CIDRs that the resolver's tunnel routes.",
    )
    .option(
      "--virtual-network <network>",
      "Virtual network of the device, by name or id. Default: the account's default.",
    )
    .option(
      "--port <port>",
      "Port of the pod or Service, such as 8080 or 53/udp. Default: any TCP port except those of DNS.",
    )
    .option("--profile <name>", "Device profile to trace. Default: the first profile that matches --email and --group.")
    .addOption(format("text", "json", "mermaid"))
    .addHelpText(
      "after",
      examples(
        "trace cdktf.out web.shop.svc.dev.k8s.example.internal",
        "trace cdktf.out web.shop.svc.dev.k8s.example.internal --email ada@example.com --group engineers",
        "trace cdktf.out db.dev.example.internal --answer 10.10.3.7 --port 5432 --format mermaid",
      ),
    )
    .action(async (dir: string, fqdn: string, options: TraceOptions) => {
      const { trace } = await import("./trace");
      const { text, code } = trace(dir, fqdn, options);
      process.stdout.write(text);
      exitCode = code;
    });
  program
    .command("rehearse")
    .description(
      "Apply the stacks with Terraform against a simulated provider, inject a fault into every API call, " +
        "and report any state in which a host or a route is exposed",
    )
    .argument(
      "[dir...]",
      "output directory of cdktf, or directories with *.tf.json files that are applied together. Default: cdktf.out",
    )
    .option(
      "--from <dir>",
      "Synthesized version that is deployed now. Repeat it for several directories. Default: nothing is deployed.",
      (dir, dirs: string[] = []) => [...dirs, dir],
    )
    .option("--plan <file>", "Plan file of any Terraform, instead of directories. Runs Terraform to show it.")
    .option("--chdir <dir>", "Initialized directory of the plan. Default: the current directory.")
    .option("--plan-json <file>", "Output of `terraform show -json PLAN`, instead of directories.")
    .option(
      "--graph <file>",
      "Output of `terraform graph -plan=PLAN`. Without it, deletions are not covered completely.",
    )
    .option("--stack <name...>", "Rehearse only these stacks.")
    .addOption(terraform())
    .option("--var-file <file...>", "Files with values of variables, as for Terraform.")
    .option("--data <file>", "JSON file with values of data sources, by address.")
    .option("--lifecycle", "With --from, also rehearse the first creation and the destruction at the end.")
    .option("--every-host", "Rehearse every host, also those that differ from another one only in names and origins.")
    .option("--assume-foreign-records", "Assume that a wildcard record elsewhere leads every name to every tunnel.")
    .option(
      "--seed <number>",
      "Seed for the order of provider calls. The same seed reproduces a run.",
      parseWholeNumber,
      0,
    )
    .option(
      "--seconds <number>",
      "Time budget in seconds. No new fault scenario starts after it expires, and the run is incomplete. " +
        "Default: no limit.",
      parseWholeNumber,
    )
    .option("--pairs <number>", "Maximum number of fault scenarios with two faults.", parseWholeNumber, 0)
    .option(
      "--min-coverage <percent>",
      "Share of the fault scenarios that must be tried. With fewer, the exit code is 3.",
      parsePercentage,
      100,
    )
    .option("--strict", "Also report states with only one layer of protection as findings.")
    .option(
      "--provider <name=path>",
      "Executable of the real provider, as cloudflare=PATH, to run against a local API.",
    )
    .addOption(format("text", "json", "mermaid"))
    .addHelpText(
      "after",
      examples(
        "rehearse cdktf.out",
        "rehearse cdktf.out --from main.out",
        "rehearse cdktf.out --from main.out --seconds 300 --min-coverage 50",
        "rehearse cdktf.out --stack publish --strict --format json",
        "rehearse infra/network infra/publish --from main/network --from main/publish",
        "rehearse --plan tfplan --chdir infra",
        "rehearse --plan-json plan.json --graph graph.dot",
      ),
    )
    .action(async (dirs: string[], options: RehearseOptions & PlanOptions & { provider?: string }) => {
      const { provider } = options;
      if (provider !== undefined) {
        const { rehearseProvider } = await import("./rehearse-provider");
        exitCode = await rehearseProvider(dirs, { ...options, provider }, process);
        return;
      }
      const { rehearse } = await import("./rehearse");
      exitCode = await rehearse(dirs, options, process);
    });
  program
    .command("drift")
    .description("Read the account through Cloudflare's API, and report how it differs from a synthesized app")
    .argument("[dir]", "output directory of cdktf, or a directory with *.tf.json files. Default: cdktf.out")
    .option("--account", "List what the whole account exposes, without an app.")
    .option("--account-id <id>", "Id of the account. Default: the one of the app, otherwise CLOUDFLARE_ACCOUNT_ID.")
    .option("--strict", "Exit with 1 also for notices: weaker layers of protection, and unhealthy tunnels elsewhere.")
    .option(
      "--own-users-only",
      "Count a login as identification. Set it if every identity provider admits only your own users.",
    )
    .addOption(format("text", "json"))
    .addHelpText(
      "after",
      `${ACCOUNT_ENVIRONMENT}${examples("drift cdktf.out", "drift --account", "drift --account --format json --strict")}`,
    )
    .action(async (dir: string | undefined, options: DriftCommandOptions) => {
      const { drift } = await import("./drift");
      exitCode = await drift(dir, options, process);
    });
  program
    .command("adopt")
    .description("Write import blocks for the objects of a synthesized app that exist in the account")
    .argument("[dir]", "output directory of cdktf, or a directory with *.tf.json files", "cdktf.out")
    .option("--account-id <id>", "Id of the account. Default: the one of the app, otherwise CLOUDFLARE_ACCOUNT_ID.")
    .option("--dry-run", "Write no file.")
    .addOption(format("text", "json"))
    .addHelpText(
      "after",
      `${ACCOUNT_ENVIRONMENT}${examples("adopt cdktf.out --dry-run", "adopt cdktf.out", "adopt cdktf.out --format json")}`,
    )
    .action(async (dir: string, options: AdoptOptions) => {
      const { adopt } = await import("./adopt");
      exitCode = await adopt(dir, options, process);
    });
  program
    .command("probe")
    .description("Request every published host as a stranger, and report what answers although it must not")
    .argument("[dir]", "output directory of cdktf, or a directory with *.tf.json files. Default: cdktf.out")
    .option("--plan-json <file>", "Output of `terraform show -json PLAN` for the plan that was applied.")
    .option("--host <name...>", "Hostnames to probe without Terraform. All of them must refuse strangers.")
    .option("--team <name>", "Team name of the account, for hosts whose Terraform does not contain it.")
    .option(
      "--service-token <name>",
      "Name of the service token in Terraform whose credentials are in the environment.",
    )
    .option(
      "--connect-to <entry...>",
      "HOST:PORT:CONNECT-HOST:CONNECT-PORT, as for curl: connect to another address. HOST and PORT can be empty.",
    )
    .option("--ca-file <file>", "Certificate authorities in PEM, in addition to those of Node.js.")
    .option("--parallel <number>", "Number of hosts that are probed at the same time.", parseWholeNumber, 16)
    .option("--timeout <seconds>", "Time for one attempt of a request.", parseWholeNumber, 10)
    .option("--retries <number>", "Further attempts after a failure that can pass.", parseWholeNumber, 2)
    .addOption(format("text", "json"))
    .addHelpText(
      "after",
      `
With CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET in the environment, hosts whose policies admit the service token
must admit it. Only the published hosts are contacted.
${examples(
  "probe cdktf.out",
  "probe --plan-json plan.json --format json",
  "probe --host wiki.example.com argocd.example.com --team example",
  "probe cdktf.out --connect-to argocd.example.com:443:192.0.2.10:443",
)}`,
    )
    .action(async (dir: string | undefined, options: ProbeCommandOptions) => {
      const { probe } = await import("./probe");
      const { text, code } = await probe(dir, options, process);
      process.stdout.write(text);
      exitCode = code;
    });
  program
    .command("permissions")
    .description("List the least permissions that the API token of each stack needs")
    .argument("[dir]", "output directory of cdktf, a directory with *.tf.json files, or one such file", "cdktf.out")
    .addOption(format("text", "json", "terraform"))
    .addHelpText(
      "after",
      examples("permissions", "permissions cdktf.out --format json", "permissions cdktf.out --format terraform"),
    )
    .action(async (dir: string, options: PermissionsOptions) => {
      const { permissions } = await import("./permissions");
      const { text, code } = permissions(dir, options);
      process.stdout.write(text);
      exitCode = code;
    });
  try {
    await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    // Commander has already printed the message. It also throws for --help and --version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.NO_FINDINGS : ExitCode.ERROR;
    process.stderr.write(`${PACKAGE_NAME}: ${(error as Error).message}\n`);
    return ExitCode.ERROR;
  }
}

function format(...formats: string[]): Option {
  return new Option("--format <format>", "Output format.").choices(formats).default(formats[0]);
}

function terraform(): Option {
  const description =
    "Name or path of Terraform or OpenTofu, such as tofu. Default: TERRAFORM_BINARY_NAME, otherwise terraform.";
  return new Option("--terraform <program>", description);
}

function examples(...commands: string[]): string {
  return `\nExamples:\n${commands.map((command) => `  $ ${PACKAGE_NAME} ${command}\n`).join("")}`;
}

function parseWholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Expected a whole number.");
  return Number(text);
}

function parsePercentage(text: string): number {
  if (!/^\d{1,3}$/.test(text) || Number(text) > 100) {
    throw new InvalidArgumentError("Expected a whole number from 0 to 100.");
  }
  return Number(text);
}

// A reader such as `head` closes the pipe early.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
void run(process.argv).then((code) => (process.exitCode = code));
