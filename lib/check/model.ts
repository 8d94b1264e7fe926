import type { TerraformObject } from "../inventory/terraform/objects";

/** @internal What Terraform plans for one resource instance. "create-delete" and "delete-create" are replacements. */
export type PlannedAction =
  | "no-op"
  | "create"
  | "update"
  | "delete"
  | "delete-create"
  | "create-delete"
  /** Removed from the state only: the object stays. */
  | "forget";

/**
 * One resource instance before and after an apply.
 *
 * The values are resolved: they contain no expressions. Where the apply decides about a value, such as the id of an
 * object that it creates, both the object and what refers to it contain the same placeholder, the address with the
 * attribute: "cloudflare_zero_trust_access_policy.staff.id".
 *
 * @internal
 */
export interface ResourceChange {
  /** The address of the instance, such as `module.a.type.name["key"]`. */
  readonly address: string;
  /** The address without instance keys, such as "module.a.type.name". */
  readonly block: string;
  readonly action: PlannedAction;
  /** The key of an object that a replacement left behind. Several entries can have the same address then. */
  readonly deposed?: string;
  /** The object before the apply, with its `id` in `values`. Undefined if there is none. */
  readonly before?: TerraformObject;
  /** The object after the apply, with its `id` in `values`. Undefined if there is none. */
  readonly after?: TerraformObject;
}

/** @internal A part of the input whose meaning is not known, so that nothing that it may affect is called safe. */
export interface NotUnderstood {
  /** The address of the object, or the file. */
  readonly address: string;
  /** The attribute, such as "include[0].external_evaluation", or "the whole object". */
  readonly where: string;
  /** Why it is not understood, as a clause without a final period. */
  readonly why: string;
}

/** @internal The versions and digests of the input, for reports. */
export interface Provenance {
  /** The SHA-256 of the plan's JSON, or of the synthesized files, in hexadecimal digits. */
  readonly digest: string;
  /** Absent if the input does not tell. */
  readonly product?: "Terraform" | "OpenTofu";
  readonly terraformVersion?: string;
  /** The versions of providers by name, such as { cloudflare: "5.14.0" }. */
  readonly providers?: { readonly [name: string]: string };
}

/** @internal What one or several applies change. */
export interface ChangeSet {
  /** The stack, or the directory. */
  readonly name: string;
  /** All resource instances, also those without a change. Data sources are included, with `data: true`. */
  readonly changes: readonly ResourceChange[];
  readonly notUnderstood: readonly NotUnderstood[];
  readonly provenance: Provenance;
}

/** @internal The rules of findings, the worst first. */
export const RULE_IDS = [
  "public-host",
  "public-route",
  "exposure-window",
  "rule-broken",
  "acceptance-expired",
  "not-understood",
  "layer-removed",
  "lockout",
  "public-existing",
  "access-gained",
  "rule-unmatched",
  "acceptance-expiring",
  "acceptance-pending",
  "acceptance-unused",
] as const;

/** @internal A rule of findings. */
export type RuleId = (typeof RULE_IDS)[number];

/** @internal What `--fail-on` selects. */
export const FAILURE_CLASSES = ["public", "users", "layer", "lockout", "gain", "existing", "unknown"] as const;

/** @internal What `--fail-on` selects. Findings of `rule-broken` and `acceptance-expired` always fail. */
export type FailureClass = (typeof FAILURE_CLASSES)[number];

/** @internal One call of a sequence that leads to a finding. */
export interface CheckStep {
  /** "create", "update", "delete"; "fail update" for an update that fails before it has an effect. */
  readonly operation: string;
  readonly address: string;
  /** The effect for the target, such as "exposed from here". */
  readonly effect?: string;
}

/** @internal One finding. Texts are sentences or clauses in plain words, without markup. */
export interface CheckFinding {
  /** "RULE@TARGET", stable across changes of addresses. */
  readonly id: string;
  readonly rule: RuleId;
  /** Undefined for findings that always fail. */
  readonly failureClass?: FailureClass;
  /** Whether the finding fails the check. */
  readonly fails: boolean;
  /** A hostname, "host/path", a private range or name, or the address of an object. */
  readonly target: string;
  /** The attribute that is not understood, such as "include[0].external_evaluation", or "the whole object". */
  readonly where?: string;
  /** The targets that an object that is not understood may affect, as a clause. */
  readonly affects?: string;
  /** One clause: "wiki.example.com is exposed to anyone while the apply runs". */
  readonly title: string;
  /** "anyone on the internet", "a user with an e-mail of partner.example". */
  readonly who?: string;
  readonly when?: string;
  /** The shortest sequence of calls that leads to it, and the calls after it. */
  readonly steps?: readonly CheckStep[];
  readonly why?: string;
  /** What to do about this change. */
  readonly fix?: string;
  /** What prevents it the next time. */
  readonly prevention?: { readonly text: string; readonly code?: string };
  /** The addresses of the objects that it is about, the most important one first. */
  readonly addresses: readonly string[];
  /** The entry of zero-trust.yaml that accepts it. It does not fail then. */
  readonly acceptance?: { readonly reason: string; readonly owner: string; readonly expires: string };
}

/** @internal Users who gain or lose access to a target. */
export interface AccessChange {
  readonly target: string;
  readonly change: "gains" | "loses";
  readonly who: string;
  /** `policy "contractors" (allow) is updated`, "the host is removed". */
  readonly because: string;
}

/** @internal One row of the list of all targets after the apply. */
export interface TargetRow {
  readonly target: string;
  readonly who: string;
  /** "Access application, connector token check", "none". */
  readonly protection: string;
  readonly origin: string;
  readonly isChanged: boolean;
}

/** @internal How many of the plans that Terraform made after a single failure are as computed. */
export interface VerifiedRetries {
  readonly verified: number;
  readonly planned: number;
  readonly product: "Terraform" | "OpenTofu";
  readonly terraformVersion: string;
}

/** @internal Everything that a report shows. Lists are sorted, the worst first. */
export interface CheckReport {
  readonly name: string;
  readonly passes: boolean;
  /** 0 nothing that fails, 1 findings, 3 not understood. */
  readonly exitCode: 0 | 1 | 3;
  /** The whole answer in one clause: "1 user gains access, no user loses access, no host becomes public". */
  readonly headline: string;
  /** Those that fail first, then notes. Findings of `not-understood` are included. */
  readonly findings: readonly CheckFinding[];
  readonly accessChanges: readonly AccessChange[];
  readonly checked: {
    /** The resource instances that change. */
    readonly changes: number;
    readonly hosts: number;
    readonly routes: number;
    /** The states of the targets that were evaluated, over all orders and failures. */
    readonly states: number;
    /** Whether every order, stop and retry was covered. Otherwise the findings say why. */
    readonly everyOrder: boolean;
    /** Undefined if Terraform did not verify the retries. */
    readonly retries?: VerifiedRetries;
  };
  /** The assumptions about the API, as clauses. */
  readonly assumptions: readonly string[];
  readonly unchanged: { readonly hosts: number; readonly routes: number };
  readonly targets: readonly TargetRow[];
  readonly provenance: Provenance;
}
