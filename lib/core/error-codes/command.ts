import type { ErrorEntry } from "./entry";

/** @internal Of what reads synthesized Terraform, and what rehearses it. */
export const COMMAND_CODES = {
  RehearsalDoesNotConverge: {
    means: "Terraform fails in the rehearsal although nothing was made to fail.",
    remedy: "Read what it said: the stacks are wrong, or the rehearsal does not know something that the cloud does.",
  },
  RehearsalImpossible: {
    means:
      "A stack holds what cannot be rehearsed without a cloud: a module, a provisioner, HCL files, or the state of a stack that is not there.",
    remedy: "Follow the message.",
  },
  SynthesizedStackNotFound: {
    means: "There is no synthesized Terraform at the path.",
    remedy:
      "Synthesize first, and name the directory that cdktf wrote (cdktf.out), one with *.tf.json files, or one such file.",
  },
  SynthesizedStackUnreadable: {
    means: "A file at the path is not Terraform's JSON syntax, or the manifest does not say where a stack lies.",
    remedy: "Synthesize again; HCL files are not read.",
  },
  TerraformCrashed: {
    means: "Terraform ended in a way that is no answer.",
    remedy: "Read what it said; try another release of it.",
  },
  TerraformMissing: {
    means: "There is no `terraform` to rehearse with.",
    remedy: "Install Terraform 1.5 or later, or name OpenTofu in TERRAFORM_BINARY_NAME.",
  },
  TerraformTooOld: {
    means: "The `terraform` at hand is older than 1.5.",
    remedy: "Install a later one.",
  },
  TraceQuestionInvalid: {
    means: "A trace is asked for something that is no name, or of a virtual network, profile or address that is none.",
    remedy: "Follow the message.",
  },
} as const satisfies Record<string, ErrorEntry>;
