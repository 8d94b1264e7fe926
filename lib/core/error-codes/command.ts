import type { ErrorEntry } from "./entry";

/** @internal Codes of the commands, which read and rehearse synthesized Terraform. */
export const COMMAND_CODES = {
  CheckInputInvalid: {
    means: "The options of `check` contradict each other, have an unknown value, or name a file that cannot be read.",
    remedy:
      "Pass a directory (with `--from` for the version that is deployed), or `--plan`, or `--plan-json` with `--graph`.",
  },
  DigestMismatch: {
    means: "The change is not the one whose digest `--expect-digest` contains.",
    remedy: "Check the change again. In the apply job, use the plan file that was checked.",
  },
  DriftInputInvalid: {
    means: "`drift` got both a directory and `--account`.",
    remedy: "Specify a directory to compare the account with an app, or `--account` to list what the account exposes.",
  },
  GraphUnreadable: {
    means: "The file of `--graph` is not the graph of an apply.",
    remedy: "Write it with `terraform graph -plan=tfplan`, in the job that made the plan.",
  },
  HostNotFound: {
    means: "No published host matches the pattern of `--host`.",
    remedy: 'Use a hostname that the summary lists. "*" matches any characters.',
  },
  PlanCommandFailed: {
    means: "Terraform cannot show the plan file, or cannot print its graph.",
    remedy:
      "Run `check --plan` in the initialized directory in which the plan was made, before its state changes. Without " +
      "Terraform on the machine, use `--plan-json` and `--graph`.",
  },
  PlanErrored: {
    means: "The plan failed, so that its JSON does not contain all changes.",
    remedy: "Correct the errors that `terraform plan` reports, and create the plan and its JSON again.",
  },
  PlanUnreadable: {
    means:
      "The file is not the JSON of a plan: it is a state, outputs, another file, or has an unsupported format version.",
    remedy:
      "Run `terraform plan -out tfplan`, and `terraform show -json tfplan > plan.json`. With the `setup-terraform` " +
      "action, set `terraform_wrapper: false`, because the wrapper adds lines to the output.",
  },
  ProbeInputInvalid: {
    means: "The options of `probe` contradict each other, have an invalid value, or name a file that cannot be read.",
    remedy:
      "Specify a directory, or `--plan-json`, or `--host`. For a service token, set both CF_ACCESS_CLIENT_ID and " +
      "CF_ACCESS_CLIENT_SECRET.",
  },
  RehearsalDoesNotConverge: {
    means: "Terraform fails in the rehearsal although no fault is injected.",
    remedy:
      "Read the diagnostics of Terraform. Correct the stacks, or report the API behavior that the simulated provider " +
      "lacks.",
  },
  RehearsalImpossible: {
    means:
      "A stack contains something that cannot be rehearsed: a module, an HCL file, a reference to the state of a stack " +
      "that is not part of the app, or a variable of a collection type without a value. Or a directory is specified " +
      "twice, or with `--provider`, a stack uses a Cloudflare provider of another source than `cloudflare/cloudflare`.",
    remedy:
      "Set the variable, leave out this stack by `--stack`, or replace the element that the message names. For a " +
      "directory with modules or HCL files, rehearse its plan with `--plan`, in which Terraform has resolved them.",
  },
  RehearsalOptionsInvalid: {
    means:
      "The value of `--provider` has an unknown form or does not support another option, the file of `--data` " +
      "contains no values of data sources, or a file of `--var-file`, `--plan-json` or `--graph` cannot be read. Or " +
      "both a directory and a plan are specified, or a plan together with an option of directories.",
    remedy:
      "Specify directories, or `--plan` with `--chdir`, or `--plan-json` with `--graph`. For the real provider, specify " +
      "`--provider cloudflare=PATH` with the executable file of Cloudflare's provider, and the format `text` or `json`. " +
      "For `--data`, write a JSON object with the values by address. For `--var-file`, specify a file in the syntax of " +
      "terraform.tfvars, or in JSON with the suffix .json.",
  },
  RehearsalStackNotFound: {
    means: "The app contains none of the stacks that `--stack` names.",
    remedy: "Use the names that the message lists. Without `--stack`, all stacks are rehearsed.",
  },
  RulesInvalid: {
    means:
      "The file with the rules of the house contains an unknown key, a value of the wrong type, or a name that is not " +
      "defined.",
    remedy:
      "Correct the line that the message names. docs/check-rules.md describes the file, and an editor checks it with " +
      "`zero-trust.schema.json`.",
  },
  RulesUnreadable: {
    means: "The file of `--rules` or `--base-rules` does not exist, or is not in YAML syntax.",
    remedy: "Correct the path, or the line that the message names.",
  },
  SynthesizedStackNotFound: {
    means: "The path contains no synthesized Terraform.",
    remedy:
      "Run `cdktf synth`, and specify its output directory (cdktf.out), a directory with `*.tf.json` files, or one such " +
      "file.",
  },
  SynthesizedStackUnreadable: {
    means: "A file is not in Terraform JSON syntax, or the manifest does not specify the path of a stack.",
    remedy: "Synthesize the app again. HCL files are not supported.",
  },
  TerraformCrashed: {
    means: "Terraform exited unexpectedly.",
    remedy: "Read the output of Terraform in the message. Try another version of Terraform.",
  },
  TerraformMissing: {
    means: "The program that runs the configuration cannot be run, or is neither Terraform nor OpenTofu.",
    remedy:
      "Install Terraform 1.5 or newer, or OpenTofu, and select it with `--terraform tofu` or the variable " +
      "TERRAFORM_BINARY_NAME. Both accept a name on the PATH or a path.",
  },
  TerraformTooOld: {
    means: "The installed `terraform` is older than version 1.5.",
    remedy: "Install Terraform 1.5 or newer.",
  },
  TraceQuestionInvalid: {
    means: "The name, the address, the virtual network or the device profile of a trace is not valid.",
    remedy:
      "Specify one fully qualified name without a scheme, and a virtual network and a profile that the app defines.",
  },
} as const satisfies Record<string, ErrorEntry>;
